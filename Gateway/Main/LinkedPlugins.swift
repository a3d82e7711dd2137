import AllyChat
import CallUp
import Core
import Goncord
import Portal

/// The plugins that are part of this program. An API is added here, in Package.swift and in gateway.json.
let linkedPlugins: [LinkedPlugin] = [
    LinkedPlugin(Goncord.self),
    LinkedPlugin(CallUp.self),
    LinkedPlugin(Portal.self),
    LinkedPlugin(AllyChat.self),
]

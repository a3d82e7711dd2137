import Kit

/// Where a plugin's settings come from. Provisional until the settings decoder is there.
struct SettingsSource: Sendable {
    struct Problem: Sendable {
        let place: ConfigPlace
        let message: String
    }

    let node: JSONNode?

    func open<P: Plugin>(_ type: P.Type, _ host: PluginHost?) -> LinkedPlugin.Opened { .settingsFine }
}

package import Kit

/// A plugin that is part of the program, whatever its type.
package struct LinkedPlugin: Sendable {
    package let id: PluginID
    /// The errors it may answer, for `gateway errors`.
    package let errorCodes: [ErrorCode]
    /// What it can do, in its own order.
    package let operations: [OperationSignature]
    /// It has tokens of its own.
    let hasTokens: Bool
    /// The keys of its settings, for `gateway plugins`.
    package let settingKeys: [SettingKey]
    /// Reads the settings and, when there is a host, makes the plugin.
    let open: @Sendable (SettingsSource, PluginHost?) -> Opened

    /// What became of it.
    struct Opened: Sendable {
        /// `nil` when there are errors, or when only the settings were to be read.
        let plugin: PluginInstance?
        let problems: [Problem]
        /// Why its secrets have something in their place.
        let unresolved: [String]
    }

    package init<P: Plugin>(_ type: P.Type) {
        id = P.id
        errorCodes = P.errorCodes
        operations = P.operations.map(\.signature)
        precondition(
            Set(operations.map(\.name)).count == operations.count, "a plugin's operations have names of their own")
        hasTokens = P.tokenVerifier != nil
        settingKeys = SettingsReading.keys(of: P.Settings.self)
        open = { source, host in source.open(type, host) }
    }

    /// The plugin with no settings at all, to be looked at and not to be run; `nil` when it needs some.
    package func makeWithDefaults(_ host: PluginHost) -> PluginInstance? {
        let source = SettingsSource(
            node: nil, place: ConfigPlace(0, ConfigPath()), source: ConfigSource(name: "", bytes: []),
            secrets: SecretSource(environment: .machine, directory: "", resolution: .none))
        return open(source, host).plugin
    }
}

package import Kit

/// A plugin that is part of the program, whatever its type.
package struct LinkedPlugin: Sendable {
    package let id: PluginID
    /// The errors it may answer, for `gateway errors`.
    package let errorCodes: [ErrorCode]
    /// Reads the settings and, when asked, makes the plugin.
    let open: @Sendable (SettingsSource, PluginHost?) -> Opened

    /// What became of it.
    enum Opened: Sendable {
        /// Only the settings were to be read, and they could be.
        case settingsFine
        case made(PluginInstance)
        /// The settings cannot be used; never empty.
        case refused([SettingsSource.Problem])
    }

    package init<P: Plugin>(_ type: P.Type) {
        id = P.id
        errorCodes = P.errorCodes
        open = { source, host in source.open(type, host) }
    }
}

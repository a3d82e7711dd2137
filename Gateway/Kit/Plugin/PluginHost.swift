import System

/// What a plugin may ask of the gateway while it is being made.
public struct PluginHost: Sendable {
    private let loadKey: @Sendable (String, Int) throws(ConfigError) -> [UInt8]
    /// The apps that may call the API. While the plugin is being made it knows none yet.
    public let apps: RegisteredApps

    /// - Parameter loadKey: gives the key file of that name, made on first start with so many random bytes.
    package init(
        apps: RegisteredApps = .none, loadKey: @escaping @Sendable (String, Int) throws(ConfigError) -> [UInt8]
    ) {
        self.apps = apps
        self.loadKey = loadKey
    }

    /// The same with apps.
    package func with(_ apps: RegisteredApps) -> PluginHost { PluginHost(apps: apps, loadKey: loadKey) }

    /// Gives random bytes, that are kept nowhere, for each key: for looking at a plugin.
    package static let withoutKeys = PluginHost { (_, byteCount) in Random.bytes(byteCount) }

    /// The bytes of a secret key that the gateway keeps for the plugin in the data directory, mode 0600.
    ///
    /// The file is made from random bytes on first start. `gateway check` never makes it: it then answers random bytes
    /// that nothing is signed with.
    /// - Throws: `ConfigError` when the file cannot be read or made, or has another length.
    public func key(_ name: String, byteCount: Int) throws(ConfigError) -> [UInt8] {
        try loadKey(name, byteCount)
    }
}

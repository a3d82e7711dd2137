package import Kit

/// One event loop's view of the apps: a lookup takes no lock unless they have changed. For one thread.
package final class AppView {
    private let registry: AppRegistry
    private var version: UInt64
    private var snapshot: AppSnapshot

    init(_ registry: AppRegistry) {
        self.registry = registry
        version = registry.version
        snapshot = registry.snapshot
    }

    /// Whether the token lets an app in to the API.
    /// - Parameters:
    ///   - token: as sent; any bytes. The caller bounds its length by that of a header field.
    ///   - api: the API's name in `gateway.json`.
    package func lookup(_ token: Span<UInt8>, api: String, now: Timestamp) -> AppLookup {
        let current = registry.version
        if current != version {
            version = current
            snapshot = registry.snapshot
        }
        guard let entry = snapshot.entry(for: TokenDigest(of: token)) else { return .denied(.unknown) }
        return entry.admit(to: api, now: now)
    }
}

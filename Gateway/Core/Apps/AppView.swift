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
        let digest = TokenDigest(of: token)
        if let allowed = look(digest, api, now), case .allowed = allowed { return allowed }
        // Perhaps the app is so new that nobody has told this gateway of it.
        registry.lookLate()
        return look(digest, api, now) ?? .denied(.unknown)
    }

    /// `nil` when no app has the token.
    private func look(_ digest: TokenDigest, _ api: String, _ now: Timestamp) -> AppLookup? {
        let current = registry.version
        if current != version {
            version = current
            snapshot = registry.snapshot
        }
        return snapshot.entry(for: digest)?.admit(to: api, now: now)
    }
}

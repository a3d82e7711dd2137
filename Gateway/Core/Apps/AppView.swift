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

    /// Whether the token lets an app in to the API, by what is known now. A denial may be out of date: look again when
    /// `AppRegistry.refresh` has called back.
    /// - Parameters:
    ///   - token: as sent; any bytes. The caller bounds its length by that of a header field.
    ///   - api: the API's name in `gateway.json`.
    package func lookup(_ token: Span<UInt8>, api: String, now: Timestamp) -> AppLookup {
        let current = registry.version
        if current != version {
            version = current
            snapshot = registry.snapshot
        }
        let entry = snapshot.entry(for: TokenDigest(of: token))
        return entry?.admit(to: api, now: now) ?? .denied(.unknown)
    }
}

/// Whether a token lets an app in.
package enum AppLookup: Sendable, Equatable {
    /// Why not, and to whom. The client hears `app.denied` whichever it is.
    package enum Denial: Sendable, Equatable {
        case unknown
        case blocked(App)
        case expired(App)
        case wrongAPI(App)

        /// The app that was recognised.
        package var app: App? {
            switch self {
            case .unknown: nil
            case .blocked(let app), .expired(let app), .wrongAPI(let app): app
            }
        }

        /// As the access log has it.
        package var detail: ErrorDetail {
            switch self {
            case .unknown: .appUnknown
            case .blocked: .appBlocked
            case .expired: .appExpired
            case .wrongAPI: .appOfOtherAPI
            }
        }
    }

    case allowed(App)
    case denied(Denial)
}

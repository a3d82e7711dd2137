package import Kit

/// Whether a token lets an app in.
package enum AppLookup: Sendable, Equatable {
    /// Why not. The client hears `app.denied` whichever it is.
    package enum Denial: Sendable, Equatable {
        case unknown
        case blocked
        case expired
        case wrongAPI
    }

    case allowed(App)
    case denied(Denial)
}

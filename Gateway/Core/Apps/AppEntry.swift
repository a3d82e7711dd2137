import Kit

/// All that a request needs to know of the app behind one token.
final class AppEntry: Sendable {
    private let app: App
    private let isBlocked: Bool
    /// `nil` stands for all.
    private let apis: [String]?
    /// The end of the app or of the token, whichever comes first.
    private let expiresAt: Timestamp?
    private let usage: AppUsage

    init(_ stored: StoredApp, apis: [String], tokenExpiresAt: Timestamp?, usage: AppUsage) {
        app = App(name: stored.name, isSuper: stored.isSuper)
        isBlocked = stored.isBlocked
        self.apis = apis.contains("*") ? nil : apis
        expiresAt = [stored.expiresAt, tokenExpiresAt].compactMap { $0 }.min()
        self.usage = usage
    }

    /// Whether it is let in, and if so, that it was.
    func admit(to api: String, now: Timestamp) -> AppLookup {
        if isBlocked { return .denied(.blocked) }
        if let expiresAt, expiresAt <= now { return .denied(.expired) }
        if let apis, !apis.contains(api) { return .denied(.wrongAPI) }
        usage.note(now)
        return .allowed(app)
    }
}

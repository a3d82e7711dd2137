/// The apps that may call an API, for a plugin whose clients name theirs in the input. From any thread.
///
/// What `gateway apps` changes is seen within a second.
public struct RegisteredApps: Sendable {
    private let find: @Sendable (String, Timestamp) -> RegisteredApp?

    package init(_ find: @escaping @Sendable (_ name: String, _ now: Timestamp) -> RegisteredApp?) { self.find = find }

    /// None at all: for looking at a plugin.
    package static let none = RegisteredApps { _, _ in nil }

    /// The app of that name, if it may call the API now: it is not blocked, has not expired, and the API is among
    /// those that it may call.
    public func app(named name: String, at now: Timestamp) -> RegisteredApp? { find(name, now) }
}

/// An app that was found by its name, which proves nothing of who is calling.
public struct RegisteredApp: Sendable {
    /// Which one it is.
    public let app: App
    private let tokens: [TokenDigest]

    /// - Parameter tokens: those that are good now.
    package init(_ app: App, tokens: [TokenDigest]) {
        self.app = app
        self.tokens = tokens
    }

    /// Whether that is a token of the app, good at the moment of the look-up.
    public func hasToken(_ token: String) -> Bool { tokens.contains(TokenDigest(of: token)) }
}

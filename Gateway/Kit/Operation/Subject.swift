/// Whom a verified token stands for.
public struct Subject: Sendable, Hashable {
    /// What the plugin itself calls someone, given back to it as it was.
    public enum ID: Sendable, Hashable {
        case number(Int64)
        case text(String)

        /// `nil` when it is a text.
        public var number: Int64? { if case .number(let number) = self { number } else { nil } }
        /// `nil` when it is a number.
        public var text: String? { if case .text(let text) = self { text } else { nil } }
    }

    /// As the access log shows it, e.g. `User:4`; never a secret.
    public let name: String
    /// Who it is, in the plugin's own terms.
    public let id: ID
    /// The token's own identity (a JWT's `jti`, a session's number), for revoking it.
    public let tokenID: ID
    /// When the token stops to be valid.
    public let expiresAt: Timestamp

    /// - Parameters:
    ///   - name: for the access log.
    ///   - id: who it is; `nil` when the name says it.
    ///   - tokenID: which token it is.
    ///   - expiresAt: its end.
    public init(name: String, id: ID? = nil, tokenID: ID, expiresAt: Timestamp) {
        self.name = name
        self.id = id ?? .text(name)
        self.tokenID = tokenID
        self.expiresAt = expiresAt
    }
}

public import Kit

/// Users, their passwords, and the JSON Web Tokens that stand for them. What it promises stands in `API.md`.
public struct Goncord: Plugin {
    /// `goncord`
    public static let id: PluginID = "goncord"
    /// What a login may be answered beside the gateway's own.
    public static let errorCodes: [ErrorCode] = [.credentialsLocked]

    let tokens: GoncordTokens
    let hashing: PasswordHashing
    /// Failed logins: so many close an account for the rest of the window.
    let failures: DurableLimit

    /// Takes the signing key from the settings, or else from the data directory.
    public init(settings: Settings, host: PluginHost) throws(ConfigError) {
        tokens = try GoncordTokens(settings: settings, host: host)
        hashing = PasswordHashing(costExponent: settings.scryptCostExponent)
        failures = DurableLimit(
            "failed logins", count: settings.failureLimit, windowSeconds: settings.failureWindowSeconds,
            code: .credentialsLocked)
    }

    /// Users, revoked tokens and failed logins.
    public var schema: [Migration] { GoncordStore.schema }

    /// As the API's document has them, and the log-out. Without an app, users could give themselves roles.
    public static var operations: [Operation<Goncord>] {
        [
            .writing("registerUser", prepare: hashPassword, registerUser),
            .writing("issueToken", prepare: checkPassword, issueToken),
            .reading("validateToken", needs: .token, validateToken),
            .writing("updateUser", needs: [.token, .app], updateUser),
            .writing("revokeToken", needs: .token, revokeToken),
        ]
    }

    /// Takes the tokens of `issueToken`.
    public static var tokenVerifier: (@Sendable (Goncord) -> any TokenVerifier)? { { $0.tokens } }
}

public import Kit

/// Users, their passwords, and the JSON Web Tokens that stand for them. What it promises stands in `API.md`.
public struct Goncord: Plugin {
    public static let id: PluginID = "goncord"
    public static let errorCodes: [ErrorCode] = [.credentialsInvalid, .credentialsLocked]

    let tokens: GoncordTokens
    let passwords: PasswordHashing
    let lockout: Lockout

    /// Takes the signing key from the settings, or else from the data directory.
    public init(settings: Settings, host: PluginHost) throws(ConfigError) {
        try settings.check()
        let key = try settings.signingKey?.bytes ?? host.key("goncord-signing", byteCount: Settings.keyByteCount)
        tokens = GoncordTokens(
            signingKey: key, previousKey: settings.previousKey?.bytes, lifetimeSeconds: settings.tokenLifetimeSeconds)
        passwords = PasswordHashing(cost: settings.scryptCost)
        lockout = Lockout(limit: settings.failureLimit, windowSeconds: settings.failureWindowSeconds)
    }

    public var schema: [Migration] { GoncordStore.schema }

    public var operations: [Operation] {
        [
            .writing("registerUser", prepare: hashPassword, registerUser),
            .writing("issueToken", prepare: checkPassword, issueToken),
            .reading("validateToken", validateToken),
            .writing("updateUser", updateUser),
            .writing("revokeToken", revokeToken),
        ]
    }

    public var tokenVerifier: (any TokenVerifier)? { tokens }
}

import Kit

/// Makes and takes the API's tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-512.
struct GoncordTokens: TokenVerifier {
    private static let keyName = "signing"

    private let signer: JWTSigner
    private let verifier: JWTVerifier
    private let lifetimeSeconds: Int64

    /// The signing key of the settings, or else the one that the gateway keeps; the previous key only verifies.
    init(settings: Goncord.Settings, host: PluginHost) throws(ConfigError) {
        let current =
            if let secret = settings.signingKey {
                try Self.key(secret.bytes, "signingKey")
            } else {
                try Self.key(host.key(Self.keyName, byteCount: JWTAlgorithm.hs512.leastSecretBytes), "signingKey")
            }
        let previous =
            if let secret = settings.previousKey { [try Self.key(secret.bytes, "previousKey")] } else { [JWTKey]() }
        signer = JWTSigner(key: current)
        verifier = JWTVerifier(keys: [current] + previous)
        lifetimeSeconds = Int64(settings.tokenLifetimeSeconds)
    }

    private static func key(_ secret: [UInt8], _ name: String) throws(ConfigError) -> JWTKey {
        do { return try JWTKey(secret: secret, algorithm: .hs512) } catch {
            throw ConfigError(name, "must be at least \(error.leastSecretBytes) bytes long")
        }
    }

    /// A new token for a user.
    func issue(to user: UserID, at now: Timestamp) -> String {
        signer.sign(claimsJSON: JSON.encode(TokenClaims(user: user, issuedAt: now, lifetimeSeconds: lifetimeSeconds)))
    }

    /// What a token says.
    struct Claims: Sendable {
        let subject: Subject
        /// Until then it is refused (RFC 7519 §4.1.5).
        let notBefore: Timestamp?
    }

    func claims(of token: Span<UInt8>) throws(APIError) -> Claims {
        guard let bytes = try? verifier.verify(token), let claims = TokenClaims(reading: bytes) else {
            throw APIError(.tokenInvalid, .tokenMalformed)
        }
        let subject = Subject(
            name: claims.user.name, id: .number(claims.user.number), tokenID: .text(claims.tokenID),
            expiresAt: claims.expiresAt)
        return Claims(subject: subject, notBefore: claims.notBefore)
    }

    func subject(of claims: Claims, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        let subject = claims.subject
        guard now < subject.expiresAt else { throw APIError(.tokenInvalid, .tokenExpired) }
        if let notBefore = claims.notBefore, now < notBefore { throw APIError(.tokenInvalid, .tokenNotYet) }
        guard let id = subject.tokenID.text, try !store.isRevoked(id) else {
            throw APIError(.tokenInvalid, .tokenRevoked)
        }
        return subject
    }
}

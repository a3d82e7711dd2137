import Kit

/// Makes and takes the API's tokens, which the classic client libraries read (itsdangerous,
/// `TimedJSONWebSignatureSerializer`): JWS with HMAC-SHA-256, whose times stand in the header.
///
///     {"alg":"HS256","exp":1433514173,"iat":1433510573} . {"user_id":"55409c8d239728dbe4d4ea8b"}
struct AllyChatTokens: TokenVerifier {
    /// As the access log calls the bank.
    static let bankName = "bank"
    private static let keyName = "signing"
    /// Until the year 9999.
    private static let seconds = 0.0...253_402_300_799

    private let signer: JWTSigner
    private let verifier: JWTVerifier
    private let lifetimeSeconds: Int64
    /// Of `login:password`.
    private let bank: TokenDigest?

    /// The signing key of the settings, or else the one that the gateway keeps; the previous key only verifies.
    init(settings: AllyChat.Settings, host: PluginHost) throws(ConfigError) {
        let current =
            if let secret = settings.signingKey {
                try Self.key(secret.bytes, "signingKey")
            } else {
                try Self.key(host.key(Self.keyName, byteCount: JWTAlgorithm.hs256.leastSecretBytes), "signingKey")
            }
        let previous =
            if let secret = settings.previousKey { [try Self.key(secret.bytes, "previousKey")] } else { [JWTKey]() }
        signer = JWTSigner(key: current)
        verifier = JWTVerifier(keys: [current] + previous)
        lifetimeSeconds = Int64(settings.tokenLifetimeSeconds)
        bank = settings.bank.map { TokenDigest(of: (Array("\($0.login.text):".utf8) + $0.password.bytes).span) }
    }

    private static func key(_ secret: [UInt8], _ name: String) throws(ConfigError) -> JWTKey {
        do { return try JWTKey(secret: secret, algorithm: .hs256) } catch {
            throw ConfigError(name, "must be at least \(error.leastSecretBytes) bytes long")
        }
    }

    /// A new token for a user.
    func issue(to user: UserID, at now: Timestamp) -> IssuedToken {
        let header = #"{"alg":"HS256","exp":\#(now.seconds + lifetimeSeconds),"iat":\#(now.seconds)}"#
        let claims = JSON.encode(TokenPayload(user: user))
        return IssuedToken(token: signer.sign(claimsJSON: claims, headerJSON: Array(header.utf8)))
    }

    /// What a token says.
    enum Claims: Sendable {
        case user(UserID, issuedAtSeconds: Double, expiresAt: Timestamp)
        case bank
    }

    func claims(of token: Span<UInt8>) throws(APIError) -> Claims {
        guard let bytes = try? verifier.verify(token),
            let header = try? JSONDocument(parsing: JWTVerifier.header(ofVerified: token), depthLimit: 8).root,
            let payload = try? JSONDocument(parsing: bytes, depthLimit: 8).root, payload.kind == .object,
            let user = payload["user_id"]?.string, let expiry = header["exp"]?.double, Self.seconds.contains(expiry)
        else { throw APIError(.tokenInvalid, .tokenMalformed) }
        // Without a time it is as old as can be.
        let issuedAt = header["iat"]?.double.flatMap { Self.seconds.contains($0) ? $0 : nil } ?? 0
        return .user(
            UserID(user), issuedAtSeconds: issuedAt, expiresAt: Timestamp(milliseconds: Int64(expiry * 1000)))
    }

    /// The bank's, which are compared by their digests: how long that takes tells nothing of what is right.
    func claims(ofBasic credentials: Span<UInt8>) throws(APIError) -> Claims {
        guard let bank, TokenDigest(of: credentials) == bank else {
            throw APIError(.tokenInvalid, .subjectUnknown)
        }
        return .bank
    }

    func subject(of claims: Claims, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        guard case .user(let id, let issuedAt, let expiresAt) = claims else {
            return Subject(
                name: Self.bankName, tokenID: .text(Self.bankName), expiresAt: Timestamp(milliseconds: .max))
        }
        guard now < expiresAt else { throw APIError(.tokenInvalid, .tokenExpired) }
        guard let (account, tokensSince) = try store.account(id) else {
            throw APIError(.tokenInvalid, .subjectUnknown)
        }
        guard issuedAt >= Double(tokensSince) else { throw APIError(.tokenInvalid, .tokenRevoked) }
        return Subject(
            name: account.name, id: .text(id.text), tokenID: .number(Int64(issuedAt)),
            expiresAt: expiresAt)
    }
}

/// `{"user_id": "…"}`
private struct TokenPayload: Encodable {
    let user: UserID

    private enum CodingKeys: String, CodingKey {
        case user = "user_id"
    }
}

/// `{"token": "…"}`
struct IssuedToken: Encodable, Sendable {
    let token: String
}

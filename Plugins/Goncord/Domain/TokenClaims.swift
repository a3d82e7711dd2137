import FoundationEssentials
import Kit

/// What a token says, in the order in which it says it:
///
///     {"aud":"User:4","exp":1492006236,"iat":1490796636,"iss":"Goncord","jti":"56736eab-1594-424a-b1cd-c43ffa0f6faa",
///      "pem":{},"sub":"User:4","typ":"token"}
struct TokenClaims: Sendable {
    private static let issuer = "Goncord"
    private static let type = "token"

    let user: UserID
    /// The token's own name (`jti`), a UUID in lower case.
    let tokenID: String
    private let issuedAtSeconds: Int64
    private let expiresAtSeconds: Int64
    /// Only tokens that others made with the same key say it.
    private let notBeforeSeconds: Int64?

    /// Those of a new token.
    init(user: UserID, issuedAt now: Timestamp, lifetimeSeconds: Int64) {
        self.user = user
        tokenID = UUID().uuidString.lowercased()
        issuedAtSeconds = now.seconds
        expiresAtSeconds = now.seconds + lifetimeSeconds
        notBeforeSeconds = nil
    }

    /// From when on the token is refused.
    var expiresAt: Timestamp { Timestamp(milliseconds: 0).adding(seconds: expiresAtSeconds) }

    /// From when on it is taken; `nil` when it does not say (RFC 7519 §4.1.5).
    var notBefore: Timestamp? { notBeforeSeconds.map { Timestamp(milliseconds: 0).adding(seconds: $0) } }
}

extension TokenClaims: Encodable {
    private enum CodingKeys: CodingKey {
        case aud, exp, iat, iss, jti, pem, sub, typ
    }

    private struct Permissions: Encodable {}

    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(user.name, forKey: .aud)
        try keys.encode(expiresAtSeconds, forKey: .exp)
        try keys.encode(issuedAtSeconds, forKey: .iat)
        try keys.encode(Self.issuer, forKey: .iss)
        try keys.encode(tokenID, forKey: .jti)
        try keys.encode(Permissions(), forKey: .pem)
        try keys.encode(user.name, forKey: .sub)
        try keys.encode(Self.type, forKey: .typ)
    }
}

extension TokenClaims {
    /// Reads claims whose signature has been verified.
    /// - Returns: `nil` unless they have the shape of those that are made here.
    init?(reading bytes: [UInt8]) {
        guard let claims = try? JSONDocument(parsing: bytes, depthLimit: 8), claims.has("iss", Self.issuer),
            claims.has("typ", Self.type), let subject = claims.string("sub"), claims.has("aud", subject),
            let user = UserID(name: subject), let tokenID = claims.string("jti"), Self.isUUID(tokenID),
            let issuedAt = claims.int64("iat"), let expiresAt = claims.int64("exp"),
            Self.seconds.contains(issuedAt), Self.seconds.contains(expiresAt)
        else { return nil }
        switch claims.root["nbf"] {
        case nil: notBeforeSeconds = nil
        case let claim?:
            // What cannot be read cannot be kept to.
            guard let notBefore = claim.int64, Self.seconds.contains(notBefore) else { return nil }
            notBeforeSeconds = notBefore
        }
        self.user = user
        self.tokenID = tokenID
        issuedAtSeconds = issuedAt
        expiresAtSeconds = expiresAt
    }

    /// Until the year 9999.
    private static let seconds: ClosedRange<Int64> = 0...253_402_300_799

    private static func isUUID(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard bytes.count == 36 else { return false }
        for index in bytes.indices {
            let isHyphen = bytes[index] == UInt8(ascii: "-")
            let isDigit =
                bytes[index] &- UInt8(ascii: "0") < 10 || bytes[index] &- UInt8(ascii: "a") < 6
            guard index == 8 || index == 13 || index == 18 || index == 23 ? isHyphen : isDigit else { return false }
        }
        return true
    }
}

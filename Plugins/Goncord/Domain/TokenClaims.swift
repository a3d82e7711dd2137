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

    /// Those of a new token.
    init(user: UserID, issuedAt now: Timestamp, lifetimeSeconds: Int64) {
        self.user = user
        tokenID = UUID().uuidString.lowercased()
        issuedAtSeconds = now.seconds
        expiresAtSeconds = now.seconds + lifetimeSeconds
    }

    /// From when on the token is refused.
    var expiresAt: Timestamp { Timestamp(milliseconds: 0).adding(seconds: expiresAtSeconds) }
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
        guard let claims = try? JSONDocument(parsing: bytes, depthLimit: 8).root,
            claims["iss"]?.string == Self.issuer, claims["typ"]?.string == Self.type,
            let subject = claims["sub"]?.string, claims["aud"]?.string == subject,
            let user = UserID(name: subject), let tokenID = claims["jti"]?.string, Self.isUUID(tokenID),
            let issuedAt = claims["iat"]?.int64, let expiresAt = claims["exp"]?.int64,
            Self.seconds.contains(issuedAt), Self.seconds.contains(expiresAt)
        else { return nil }
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
            switch (index, bytes[index]) {
            case (8, UInt8(ascii: "-")), (13, UInt8(ascii: "-")), (18, UInt8(ascii: "-")), (23, UInt8(ascii: "-")):
                break
            case (8, _), (13, _), (18, _), (23, _): return false
            case (_, UInt8(ascii: "0")...UInt8(ascii: "9")), (_, UInt8(ascii: "a")...UInt8(ascii: "f")): break
            default: return false
            }
        }
        return true
    }
}

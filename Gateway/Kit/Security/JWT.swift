/// What signing and checking of tokens share.
enum JWT {
    /// Between the parts of a token.
    static let dot = UInt8(ascii: ".")
}

/// Why a token was refused. What a client hears is always `token.invalid`; this is for tests and `gateway explain`.
public enum JWTError: Error, Sendable, Hashable {
    /// Longer than `JWTVerifier.tokenLimitBytes`.
    case tooLong
    /// Not three parts in strict Base64, or the signature has another length than the algorithm's.
    case malformed
    /// The header is no JSON object, has a key twice, or asks for what is not supported (`crit`, `b64`).
    case header
    /// The header names another algorithm than the key's, or none.
    case algorithm
    /// No key made this signature for this text.
    case signature
}

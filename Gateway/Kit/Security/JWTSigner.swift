/// Makes signed tokens: a JWT (RFC 7519) in JWS compact form (RFC 7515 §3.1). Any thread.
public struct JWTSigner: Sendable {
    private let key: JWTKey
    private let headerText: [UInt8]

    /// - Parameter key: signs all tokens.
    public init(key: JWTKey) {
        self.key = key
        headerText = key.algorithm.headerText
    }

    /// Signs some claims.
    ///
    /// The token's header is exactly `{"alg":"HS512","typ":"JWT"}`, or the same with `HS256`.
    /// - Parameter claimsJSON: a JSON object; it goes into the token byte by byte, readable by anyone.
    /// - Returns: `header.claims.signature`, each in Base64.
    public func sign(claimsJSON: [UInt8]) -> String {
        var token = headerText
        token.append(JWT.dot)
        Base64URL.encode(claimsJSON.span, into: &token)
        let signature = key.hmac.code(for: token.span)
        token.append(JWT.dot)
        Base64URL.encode(signature.bytes, into: &token)
        return String(decoding: token, as: UTF8.self)
    }
}

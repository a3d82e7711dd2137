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
    public func sign(claimsJSON: [UInt8]) -> String { sign(claimsJSON, headerText) }

    /// The same with a header of the caller's own, for tokens of a form that others have laid down.
    /// - Parameter headerJSON: a JSON object whose `alg` is the key's; it goes into the token byte by byte.
    public func sign(claimsJSON: [UInt8], headerJSON: [UInt8]) -> String {
        sign(claimsJSON, Array(Base64URL.encode(headerJSON).utf8))
    }

    private func sign(_ claimsJSON: [UInt8], _ headerText: [UInt8]) -> String {
        var token = headerText
        token.append(JWT.dot)
        Base64URL.encode(claimsJSON.span, into: &token)
        let signature = key.hmac.code(for: token.span)
        token.append(JWT.dot)
        Base64URL.encode(signature.bytes, into: &token)
        return String(decoding: token, as: UTF8.self)
    }
}

/// Checks the signature of tokens in JWS compact form (RFC 7515 §5.2).
///
/// What the claims say (`exp`, `iss`, …) is for the caller to judge. Any thread; no locks.
///
///     eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9 . eyJzdWIiOiI0In0 . 86 characters for HS512, 43 for HS256
///     header, a JSON object                  claims            signature over all before the second dot
public struct JWTVerifier: Sendable {
    /// The longest token that is looked at.
    public static let tokenLimitBytes = 8192

    private let keys: [JWTKey]
    private let algorithm: JWTAlgorithm
    /// The header of tokens that `JWTSigner` makes, with its dot. It need not be parsed.
    private let knownHeader: [UInt8]

    /// - Parameter keys: any of them may have signed: the current one first, then perhaps the one before. All have the
    ///   same algorithm, and no other is accepted, whatever a token's header says (RFC 8725 §3.1).
    public init(keys: [JWTKey]) {
        guard let current = keys.first else { preconditionFailure("a verifier needs a key") }
        precondition(keys.allSatisfy { $0.algorithm == current.algorithm }, "all keys have the same algorithm")
        self.keys = keys
        algorithm = current.algorithm
        knownHeader = algorithm.headerText + [JWT.dot]
    }

    /// - Parameter token: the bytes as found, without the scheme `Bearer`.
    /// - Returns: the claims as they were signed: any bytes, perhaps no JSON.
    public func verify(_ token: Span<UInt8>) throws(JWTError) -> [UInt8] {
        guard token.count <= Self.tokenLimitBytes else { throw .tooLong }
        // The signature's length is known, so the second dot's place is. A further dot is refused as Base64 below.
        let secondDot = token.count - algorithm.signatureTextCount - 1
        guard secondDot > 0, token[secondDot] == JWT.dot else { throw try refusal(of: token) }
        let claimsStart = try startOfClaims(token, before: secondDot)
        guard claimsStart < secondDot else { throw .malformed }
        try checkSignature(token.extracting((secondDot + 1)...), of: token.extracting(..<secondDot))
        guard let claims = Base64URL.decode(token.extracting(claimsStart..<secondDot)) else { throw .malformed }
        return claims
    }

    /// The header of a token that was verified, as it stands there: for those whose header says more than `alg`.
    public static func header(ofVerified token: Span<UInt8>) -> [UInt8] {
        let end = token.firstIndex(of: JWT.dot, from: 0) ?? 0
        return Base64URL.decode(token.extracting(..<end)) ?? []
    }

    /// Compares it as the text it is, in a time that does not tell how much of it is right.
    private func checkSignature(_ signature: Span<UInt8>, of signed: Span<UInt8>) throws(JWTError) {
        for key in keys where Base64Alphabet.url.isText(signature, for: key.hmac.code(for: signed).bytes) { return }
        throw Base64URL.decode(signature) == nil ? .malformed : .signature
    }

    /// Checks the header.
    private func startOfClaims(_ token: Span<UInt8>, before end: Int) throws(JWTError) -> Int {
        if hasKnownHeader(token) { return knownHeader.count }
        for index in 0..<end where token[index] == JWT.dot {
            try checkHeader(token.extracting(..<index))
            return index + 1
        }
        throw .malformed
    }

    private func hasKnownHeader(_ token: Span<UInt8>) -> Bool {
        let known = knownHeader.span
        guard token.count > known.count else { return false }
        for index in known.indices where token[index] != known[index] { return false }
        return true
    }

    /// A token of another shape: says first what is wrong with its algorithm, if its header can be read.
    private func refusal(of token: Span<UInt8>) throws(JWTError) -> JWTError {
        _ = try startOfClaims(token, before: token.count)
        return .malformed
    }

    /// RFC 7515 §4: unknown members are ignored, but `crit` names some that must not be, and `b64` (RFC 7797) changes
    /// what is signed.
    private func checkHeader(_ text: Span<UInt8>) throws(JWTError) {
        guard let bytes = Base64URL.decode(text) else { throw .malformed }
        guard let header = try? JSONDocument(parsing: bytes, depthLimit: 8).root, header.kind == .object,
            header["crit"] == nil, header["b64"] == nil
        else { throw .header }
        guard header["alg"]?.string == algorithm.name else { throw .algorithm }
    }
}

import Kit

/// Takes the access tokens of open sessions. A closed session's row is gone, and its tokens with it.
struct AccessTokens: TokenVerifier {
    /// 256 bits as base64url; anything else is not worth a look into the store.
    private static let byteCount = 43

    func verify(_ token: Span<UInt8>, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        guard token.count == Self.byteCount, let subject = try store.holder(ofAccess: TokenDigest(of: token)),
            now < subject.expiresAt
        else { throw APIError(.tokenInvalid) }
        return subject
    }
}

import Kit

/// Takes the access tokens of open sessions. A closed session's row is gone, and its tokens with it.
struct AccessTokens: TokenVerifier {
    func claims(of token: Span<UInt8>) throws(APIError) -> TokenDigest {
        // Anything longer or shorter is not worth a look into the store.
        guard token.count == OpaqueToken.textByteCount else { throw APIError(.tokenInvalid) }
        return TokenDigest(of: token)
    }

    func subject(of digest: TokenDigest, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        guard let subject = try store.holder(ofAccess: digest), now < subject.expiresAt else {
            throw APIError(.tokenInvalid)
        }
        return subject
    }
}

import Kit

/// Takes the access tokens of open sessions. A closed session's row is gone, and its tokens with it.
struct AccessTokens: TokenVerifier {
    func claims(of token: Span<UInt8>) throws(APIError) -> TokenDigest {
        // Anything longer or shorter is not worth a look into the store.
        guard token.count == OpaqueToken.textByteCount else {
            throw APIError(.tokenInvalid, .tokenMalformed)
        }
        return TokenDigest(of: token)
    }

    func subject(of digest: TokenDigest, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        // A token that was never issued looks like one whose session is closed.
        guard let subject = try store.holder(ofAccess: digest) else { throw APIError(.tokenInvalid, .tokenRevoked) }
        guard now < subject.expiresAt else { throw APIError(.tokenInvalid, .tokenExpired) }
        return subject
    }
}

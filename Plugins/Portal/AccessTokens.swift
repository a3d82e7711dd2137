import Kit

/// Takes the access tokens of open sessions. A closed session's row is gone, and its tokens with it.
struct AccessTokens: TokenVerifier {
    func verify(_ token: Span<UInt8>, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        // Anything longer or shorter is not worth a look into the store.
        guard token.count == OpaqueToken.textByteCount,
            let subject = try store.holder(ofAccess: TokenDigest(of: token)),
            now < subject.expiresAt
        else { throw APIError(.tokenInvalid) }
        return subject
    }
}

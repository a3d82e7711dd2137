import Kit

/// The refresh token that buys two new tokens.
struct RefreshSession: OperationInput {
    let refreshToken: RefreshToken

    private enum CodingKeys: String, CodingKey {
        case refreshToken = "refresh_token"
    }
}

/// A refresh token as a client sends it: only its digest is kept.
struct RefreshToken: Decodable, Sendable {
    let digest: TokenDigest

    init(from decoder: any Decoder) throws {
        digest = TokenDigest(of: try decoder.singleValueContainer().decode(String.self))
    }
}

extension Portal {
    /// Replaces both tokens of a session. A refresh token that comes a second time was copied, and nobody can tell by
    /// whom: the session is closed, for the thief and for the person.
    func refreshSession(_ input: RefreshSession, _ call: borrowing WriteCall) throws(APIError) -> IssuedSession {
        let digest = input.refreshToken.digest
        if let id = try call.store.reading.session(withRefresh: digest, at: call.now) {
            let tokens = sessions.issue(at: call.now)
            try call.store.rotate(id, for: tokens, at: call.now)
            return IssuedSession(id: id, tokens: tokens, clock: clock)
        }
        guard let id = try call.store.reading.session(thatSpent: digest, at: call.now) else {
            throw APIError(.refreshInvalid)
        }
        try call.store.close(id)
        throw APIError(.refreshReused).keepingWrites
    }
}

import Kit

/// A session with tokens that were made just now: the one time that they are shown.
struct IssuedSession: Encodable, Sendable {
    let id: SessionID
    let tokens: SessionTokens
    let clock: ZoneClock

    private enum CodingKeys: String, CodingKey {
        case id = "session_id"
        case accessToken = "access_token"
        case accessExpiresAt = "access_expire_at"
        case refreshToken = "refresh_token"
        case refreshExpiresAt = "refresh_expire_at"
    }

    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(id, forKey: .id)
        try keys.encode(tokens.access.reveal(), forKey: .accessToken)
        try keys.encode(clock.text(at: tokens.accessExpiresAt), forKey: .accessExpiresAt)
        try keys.encode(tokens.refresh.reveal(), forKey: .refreshToken)
        try keys.encode(clock.text(at: tokens.refreshExpiresAt), forKey: .refreshExpiresAt)
    }
}

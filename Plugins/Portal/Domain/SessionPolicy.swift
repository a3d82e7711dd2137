import Kit

/// How long sessions last, and how many a person may have.
struct SessionPolicy: Sendable {
    let accessSeconds: Int64
    let refreshSeconds: Int64
    /// Open sessions of one person.
    let countLimit: Int

    /// New tokens, valid from now on.
    func issue(at now: Timestamp) -> SessionTokens {
        SessionTokens(
            access: .random(), accessExpiresAt: now.adding(seconds: accessSeconds), refresh: .random(),
            refreshExpiresAt: now.adding(seconds: refreshSeconds))
    }
}

/// A session's two tokens. The access token is sent with each request; the refresh token buys the next two, once.
struct SessionTokens: Sendable {
    let access: OpaqueToken
    let accessExpiresAt: Timestamp
    let refresh: OpaqueToken
    let refreshExpiresAt: Timestamp
}

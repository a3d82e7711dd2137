import Kit

/// Whose sessions. A text that is no `id_phperson` is nobody's.
struct ListSessions: OperationInput {
    static let pathFields = ["id_phperson"]
    static let bodyFormats: [BodyFormat] = []

    let person: String

    private enum CodingKeys: String, CodingKey {
        case person = "id_phperson"
    }
}

/// A session as the portal sees it; times as the settings' zone shows them.
struct ListedSession: Encodable, Sendable {
    let id: SessionID
    let userAgent: String
    let ipAddress: String
    let accessExpiresAt: String
    let refreshExpiresAt: String
    let createdAt: String
    let updatedAt: String

    private enum CodingKeys: String, CodingKey {
        case id
        case userAgent = "user_agent"
        case ipAddress = "ip_address"
        case accessExpiresAt = "access_expire_at"
        case refreshExpiresAt = "refresh_expire_at"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

extension Portal {
    /// The sessions that can still be refreshed.
    func listSessions(_ input: ListSessions, _ call: borrowing ReadCall) throws(APIError) -> [ListedSession] {
        let person = PersonID(stored: input.person)
        guard try call.store.pinTime(of: person) != nil else { throw .userNotFound }
        return try call.store.sessions(of: person, at: call.now, shownBy: clock)
    }
}

extension APIError {
    /// In the words of the portal's document.
    static let userNotFound = APIError(.userUnknown, message: "User not found.")
    /// In words like those.
    static let sessionNotFound = APIError(.sessionUnknown, message: "Session not found.")
}

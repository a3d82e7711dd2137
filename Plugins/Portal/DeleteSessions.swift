import Kit

/// One session of a person, or all of them.
struct DeleteSessions: OperationInput {
    static let pathFields = ["id_phperson"]
    static let queryFields = ["session_id", "all"]
    static let bodyFormats: [BodyFormat] = []

    let person: String
    let session: SessionID?
    let all: AllSessions?

    private enum CodingKeys: String, CodingKey {
        case person = "id_phperson"
        case session = "session_id"
        case all
    }
}

/// The query parameter `all`, which can only be `1`.
struct AllSessions: CheckedText {
    static let placeholder = AllSessions(text: "1")

    let text: String

    private init(text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard text == "1" else { throw BrokenRule("must be 1") }
        self.text = text
    }
}

extension Portal {
    /// Closes one session of the person, or all.
    func deleteSessions(_ input: DeleteSessions, _ call: borrowing WriteCall) throws(APIError) -> Done {
        let person = PersonID(stored: input.person)
        let isAmbiguous = (input.session == nil) == (input.all == nil)
        if isAmbiguous { throw .neitherOneNorAll }
        guard try call.store.reading.pinTime(of: person) != nil else { throw .userNotFound }
        guard let session = input.session else {
            try call.store.closeSessions(of: person)
            return Done()
        }
        guard try call.store.close(session, of: person, at: call.now) else { throw .sessionNotFound }
        return Done()
    }
}

extension APIError {
    /// Whom the portal meant to log out cannot be known.
    fileprivate static let neitherOneNorAll = APIError(
        .inputInvalid, message: "exactly one of session_id and all=1 is required",
        brokenRules: [
            BrokenRule("session_id", "is required without all=1, and only then"),
            BrokenRule("all", "must be 1 without session_id, and only then"),
        ])
}

import Kit

/// From where on.
struct ListEvents: OperationInput {
    static let queryFields = ["after"]
    static let bodyFormats: [BodyFormat] = []

    /// The last event that the client has.
    let after: EventID?
}

/// An event as its person's application gets it.
struct ListedEvent: Encodable, Sendable {
    let id: EventID
    let type: String
    let title: String
    let message: String
    let data: JSONText
    /// As the settings' zone shows it.
    let createdAt: String

    private enum CodingKeys: String, CodingKey {
        case id, type, title, message, data
        case createdAt = "created_at"
    }
}

extension Portal {
    /// The session's person's events, oldest first: a page.
    func listEvents(_ input: ListEvents, _ call: borrowing ReadCall) throws(APIError) -> [ListedEvent] {
        try call.store.events(
            for: call.caller.personID(), after: input.after ?? .zero, since: oldestEvent(call.now), shownBy: clock)
    }
}

import Kit

/// Something that happened at the portal, and whom to tell.
struct PushEvent: OperationInput {
    /// What an event may make of itself: its bytes times its recipients, 32 MiB. The outbox keeps a copy for each.
    private static let byteLimit = 32 << 20

    let type: EventType
    let title: EventTitle
    let message: EventMessage
    let data: EventData
    let users: Recipients

    private enum CodingKeys: CodingKey {
        case type, title, message, data, users
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        type = try keys.decode(EventType.self, forKey: .type)
        title = try keys.decode(EventTitle.self, forKey: .title)
        message = try keys.decode(EventMessage.self, forKey: .message)
        data =
            type == .push
            ? try keys.decode(EventData.self, forKey: .data)
            : try keys.decode(IdentifiedEventData.self, forKey: .data).data
        users = try keys.decode(Recipients.self, forKey: .users)
    }

    /// - Throws: `input.invalid` when the event is too large for so many.
    func checkSize() throws(APIError) {
        let byteCount = title.text.utf8.count + message.text.utf8.count + data.json.text.utf8.count
        guard byteCount * users.people.count <= Self.byteLimit else {
            throw .invalid(
                "users", "must be at most \(Self.byteLimit / byteCount) people for an event of \(byteCount) bytes")
        }
    }
}

/// An event as the push provider gets it, once for each person.
struct Push: Encodable, Sendable {
    let event: EventID
    let person: PersonID
    let type: EventType
    let title: String
    let message: String
    let data: JSONText

    private enum CodingKeys: String, CodingKey {
        case event = "event_id"
        case person = "id_phperson"
        case type, title, message, data
    }
}

extension Portal {
    /// Keeps the event, and puts a push for each person into the outbox: in order for each of them, and until the event
    /// itself is forgotten.
    func pushEvent(_ input: PushEvent, _ call: borrowing WriteCall) throws(APIError) -> Done {
        try input.checkSize()
        let people = input.users.people
        try call.store.forgetEvents(before: oldestEvent(call.now), recipientLimit: people.count + 100)
        let event = try call.store.insert(input, at: call.now)
        let deadline = call.now.adding(seconds: eventRetentionSeconds)
        for person in people where try call.store.address(event, to: person) {
            let push = Push(
                event: event, person: person, type: input.type, title: input.title.text, message: input.message.text,
                data: input.data.json)
            try call.outbox.add(Delivery(to: pushes, key: person.text, body: push, deadline: deadline))
        }
        return Done()
    }

    /// What was pushed before is forgotten.
    func oldestEvent(_ now: Timestamp) -> Timestamp { now.adding(seconds: -eventRetentionSeconds) }
}

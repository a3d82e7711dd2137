import Kit

/// What somebody wants to say, before it is a message.
struct MessageDraft: OperationInput {
    let room: RoomID
    let text: MessageText
    let file: WebURL?
    let clientID: ClientID?

    private enum CodingKeys: String, CodingKey {
        case room, file
        case text = "message"
        case clientID = "client_id"
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        room = try keys.decode(RoomID.self, forKey: .room)
        file = try keys.decodeIfPresent(WebURL.self, forKey: .file)
        clientID = try keys.decodeIfPresent(ClientID.self, forKey: .clientID)
        // Asked for as a required one where there is no file, so that its absence is reported with all else.
        text =
            file == nil
            ? try keys.decode(MessageText.self, forKey: .text)
            : try keys.decodeIfPresent(MessageText.self, forKey: .text) ?? .empty
    }
}

/// A message that is stored, by this call or by an earlier one with the same `client_id`.
struct SentMessage: Sendable {
    let id: MessageID
    let room: RoomID
    /// As it is answered.
    let json: JSONText
    /// It was there before.
    let isRepeat: Bool
}

extension AllyChat {
    /// Stores a message and tells everybody who is to see it. A client's first one in its support room opens an issue,
    /// an operator's first one there answers it.
    /// - Throws: `input.invalid`, `room.unknown`, `role.denied`.
    func send(
        _ draft: MessageDraft, from sender: Account, _ call: borrowing WriteCall
    ) throws(APIError) -> SentMessage {
        guard draft.file != nil || !draft.text.isBlank else { throw .invalid("message", "must not be blank") }
        let room = try call.store.reading.room(draft.room, seenBy: sender)
        // Operators read what clients say among themselves, and keep out of it.
        guard room.isSupport || !sender.role.isStaff else { throw APIError(.roleDenied) }
        if let clientID = draft.clientID, let earlier = try call.store.reading.message(from: sender.id, clientID) {
            return SentMessage(id: earlier.id, room: earlier.room, json: earlier.json, isRepeat: true)
        }
        let open = room.isSupport ? try call.store.reading.openIssue(in: room.id) : nil
        let opened = open == nil && room.isSupport && !sender.role.isStaff ? IssueID.make(at: call.now) : nil
        let message = Message(
            id: MessageID.make(at: call.now), room: room.id, sender: sender.id,
            createdAt: ChatTime(call.now, after: room.lastMessageAt), text: draft.text, file: draft.file,
            issue: open?.id ?? opened)
        let json = JSONText(alreadyValid: String(decoding: JSON.encode(message), as: UTF8.self))
        let number = try call.store.insert(message, json, clientID: draft.clientID)
        if sender.role.isStaff { try call.store.noteWriter(sender.id, in: room.id) }
        if let open { try note(number, message, of: open, from: sender, call) }
        call.publish(message, json, draft.clientID, from: sender, in: room)
        if let opened {
            try call.store.openIssue(opened, in: room.id, with: number, at: message.createdAt)
            try call.publishChange(.issueOpened, of: room.id, opened)
        }
        try push(json, from: sender, in: room, call)
        return SentMessage(id: message.id, room: room.id, json: json, isRepeat: false)
    }

    private func note(
        _ number: Int64, _ message: Message, of issue: Issue, from sender: Account, _ call: borrowing WriteCall
    ) throws(APIError) {
        try call.store.note(message: number, ofIssue: issue.number)
        if sender.role.isStaff { try call.store.note(answer: number, to: issue.number, at: message.createdAt) }
    }

    /// Members who are not connected get a push, if they said where.
    private func push(
        _ json: JSONText, from sender: Account, in room: Room, _ call: borrowing WriteCall
    ) throws(APIError) {
        for (member, parseID) in try call.store.reading.pushMembers(of: room.id, besides: sender.id)
        where !call.hasConnections(.user(member)) {
            let push = Push(user: member, parseID: parseID, message: json)
            try call.outbox.add(Delivery(to: pushes, key: member.text, body: push))
        }
    }
}

/// What the push provider gets: `{"user_id", "parse_id", "message": {…}}`.
private struct Push: Encodable, Sendable {
    let user: UserID
    let parseID: String
    let message: JSONText

    private enum CodingKeys: String, CodingKey {
        case user = "user_id"
        case parseID = "parse_id"
        case message
    }
}

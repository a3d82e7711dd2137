import Kit

/// What a connection wants to hear of beside messages: `?events=read,room`. Other names are ignored.
struct Connect: OperationInput {
    let events: WantedEvents?

    static let queryFields = ["events"]
    static let bodyFormats: [BodyFormat] = []
}

/// Names of events.
struct WantedEvents: OptionSet, Sendable, Decodable {
    let rawValue: UInt8

    static let read = WantedEvents(rawValue: 1)
    static let room = WantedEvents(rawValue: 2)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(from decoder: any Decoder) throws {
        self = []
        for name in try decoder.singleValueContainer().decode(String.self).split(separator: ",") {
            if name == "read" { insert(.read) }
            if name == "room" { insert(.room) }
        }
    }
}

/// How far a client has read in a room: the content of `read`.
struct ReadUpTo: OperationInput {
    let room: RoomID
    let message: MessageID
}

/// The content of `user_data`.
struct UserData: OperationInput {
    let alias: Alias?
    let parseID: Patch<ParseID>

    private enum CodingKeys: String, CodingKey {
        case alias
        case parseID = "parse_id"
    }
}

/// What a sender hears who gave a `client_id`: that the message is stored, now or before.
private struct Receipt: Sendable, JSONWritable {
    let clientID: ClientID
    let message: SentMessage

    func write(to json: inout JSONOutput) {
        let createdAt = (try? JSONDocument(parsing: Array(message.json.text.utf8)))?.root["created_at"]
        json.object { json in
            json.member("client_id", clientID.text)
            json.member("id", message.id.text)
            json.member("room", message.room.text)
            json.member("created_at", JSONText(alreadyValid: createdAt?.rawText ?? "null"))
        }
    }
}

extension AllyChat {
    /// Clients hear of their rooms, operators of all support rooms.
    func connect(_ input: Connect, _ call: borrowing ReadCall) throws(APIError) -> SocketStart<Account> {
        let caller = try call.caller.account()
        let events = input.events ?? []
        var topics: [Topic] = [.user(caller.id)]
        if events.contains(.read) { topics.append(.readEvents(of: caller.id)) }
        if caller.role.isStaff {
            topics.append(.staff)
            if events.contains(.room) { topics.append(.roomEvents) }
        } else {
            for room in try call.store.roomIDs(of: caller.id) {
                topics.append(.room(room))
                if events.contains(.read) { topics.append(.readEvents(in: room)) }
            }
        }
        return SocketStart(
            state: caller, topics: topics, limit: ConnectionLimit(of: .user(caller.id), atMost: socketLimit),
            allowedOrigins: allowedOrigins, pingMilliseconds: pingMilliseconds)
    }

    /// `message`
    func sendMessage(
        _ draft: MessageDraft, _ sender: Account, _ call: borrowing WriteCall
    ) throws(APIError) -> SocketReply<Account> {
        let sent = try send(draft, from: sender, call)
        guard let clientID = draft.clientID else { return .none }
        return .none.sending("sent", Receipt(clientID: clientID, message: sent))
    }

    /// `read`
    func readUpTo(
        _ input: ReadUpTo, _ reader: Account, _ call: borrowing WriteCall
    ) throws(APIError) -> SocketReply<Account> {
        let room = try call.store.reading.room(input.room, seenBy: reader)
        guard let message = try call.store.reading.message(input.message), message.room == room.id else {
            throw APIError(.messageUnknown)
        }
        _ = try mark(message, readBy: reader, call)
        return .none
    }

    /// `user_data`
    func setUserData(
        _ input: UserData, _ user: Account, _ call: borrowing WriteCall
    ) throws(APIError) -> SocketReply<Account> {
        try update(user.id, alias: input.alias, parseID: input.parseID, call)
        return .none
    }
}

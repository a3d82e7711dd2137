import Kit

/// Which messages of a room: the newest, those before one, or those after one.
struct ListRoomMessages: OperationInput {
    let id: RoomID
    let after: MessageID?
    let before: MessageID?
    let limit: PageLimit?

    static let pathFields = ["id"]
    static let queryFields = ["after", "before", "limit"]
    static let bodyFormats: [BodyFormat] = []
}

/// Messages by their ids, or all of one's rooms that came after one.
struct ListMessages: OperationInput {
    let id: [MessageID]?
    let after: MessageID?
    let limit: PageLimit?

    static let queryFields = ["id", "after", "limit"]
    static let bodyFormats: [BodyFormat] = []
}

/// How many messages are wanted: 1 to 1,000.
struct PageLimit: Decodable, Sendable {
    let count: Int

    init(from decoder: any Decoder) throws {
        count = try decoder.singleValueContainer().decode(Int.self)
        guard (1...Message.pageLimit).contains(count) else {
            throw BrokenRule("must be 1 to \(Message.pageLimit)")
        }
    }
}

/// Which message, in the path.
struct MessagePath: OperationInput {
    let id: MessageID

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = []
}

extension AllyChat {
    /// Oldest first.
    func listRoomMessages(_ input: ListRoomMessages, _ call: borrowing ReadCall) throws(APIError) -> MessageList {
        let caller = try call.caller.account()
        let room = try call.store.room(input.id, seenBy: caller)
        var range = MessageRange()
        range.limit = input.limit?.count ?? Message.pageLimit
        if let after = input.after { range.after = try call.store.number(of: after, in: room.id) }
        if let before = input.before { range.before = try call.store.number(of: before, in: room.id) }
        return MessageList(messages: try call.store.messages(in: room.id, range, for: caller.id))
    }

    /// Oldest first, each once; what is unknown or not to be seen is left out.
    func listMessages(_ input: ListMessages, _ call: borrowing ReadCall) throws(APIError) -> MessageList {
        let caller = try call.caller.account()
        guard input.id == nil, let after = input.after else {
            return MessageList(messages: try messages(input.id ?? [], seenBy: caller, call.store))
        }
        let number = try call.store.message(after, seenBy: caller).number
        let limit = input.limit?.count ?? Message.pageLimit
        return MessageList(messages: try call.store.messages(after: number, limit: limit, for: caller))
    }

    private func messages(
        _ ids: [MessageID], seenBy caller: Account, _ store: ReadStore
    ) throws(APIError) -> [ListedMessage] {
        var found: [(number: Int64, message: ListedMessage)] = []
        for id in Set(ids) {
            guard let (number, room, message) = try store.listedMessage(id, for: caller.id) else { continue }
            if try store.sees(caller, room: room) { found.append((number, message)) }
        }
        return found.sorted { $0.number < $1.number }.map(\.message)
    }

    func showMessage(_ input: MessagePath, _ call: borrowing ReadCall) throws(APIError) -> ListedMessage {
        let caller = try call.caller.account()
        guard let (_, room, message) = try call.store.listedMessage(input.id, for: caller.id),
            try call.store.sees(caller, room: room)
        else { throw APIError(.messageUnknown) }
        return message
    }
}

extension ReadStore {
    /// A message's place in the order of storing.
    /// - Throws: `message.unknown` when the room has no such message.
    fileprivate func number(of id: MessageID, in room: RoomID) throws(APIError) -> Int64 {
        guard let message = try message(id), message.room == room else { throw APIError(.messageUnknown) }
        return message.number
    }
}

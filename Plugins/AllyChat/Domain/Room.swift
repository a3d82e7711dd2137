import Kit

/// Where clients talk with each other, or one of them with the support.
struct Room: Sendable {
    let id: RoomID
    let isSupport: Bool
    /// The operator who has it.
    let activeBy: UserID?
    let lastMessageAt: ChatTime
}

/// Keys of room objects that come to those alone who ask: `?with=active_by,unread_count`. Other names are ignored.
struct RoomExtras: OptionSet, Sendable, Decodable {
    let rawValue: UInt8

    static let activeBy = RoomExtras(rawValue: 1)
    static let unreadCount = RoomExtras(rawValue: 2)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(from decoder: any Decoder) throws {
        self = []
        for name in try decoder.singleValueContainer().decode(String.self).split(separator: ",") {
            if name == "active_by" { insert(.activeBy) }
            if name == "unread_count" { insert(.unreadCount) }
        }
    }
}

/// A room as its reader gets it, with what it takes of other tables.
struct ShownRoom: Sendable, JSONWritable {
    let room: Room
    let lastIssue: ShownIssue?
    let firstMessage: JSONText?
    let lastMessage: JSONText?
    let members: [UserID]
    let tags: [ListedTag]
    /// The reader's.
    let mark: ReadMark?
    let extras: RoomExtras
    let unreadCount: Int

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("status", room.activeBy == nil ? 0 : 1)
            json.member("last_issue", lastIssue)
            json.member("first_message", firstMessage)
            json.member("users", members.map(RoomMember.init))
            json.member("tags", tags)
            json.member("last_message", lastMessage)
            json.member("id", room.id.text)
            json.member("is_support", room.isSupport)
            if let mark { json.member("last_read_message_id", mark.message.text) }
            if extras.contains(.activeBy) { json.member("active_by", room.activeBy?.text) }
            if extras.contains(.unreadCount) { json.member("unread_count", unreadCount) }
        }
    }
}

/// `{"id": "5565a9be659d5530dab7f588"}`: a client in a room.
private struct RoomMember: Sendable, JSONWritable {
    let id: UserID

    func write(to json: inout JSONOutput) { json.object { $0.member("id", id.text) } }
}

/// Rooms under the name that a list has by its path.
struct RoomList: Sendable, JSONWritable {
    let name: String
    let rooms: [ShownRoom]

    func write(to json: inout JSONOutput) { json.object { $0.member(name, rooms) } }
}

/// What belongs to a room as it is shown, of other tables.
struct RoomSurroundings: Sendable {
    let firstMessage: JSONText?
    let lastMessage: JSONText?
    /// The reader's.
    let mark: ReadMark?
    let lastIssue: Issue?
    let firstOfIssue: JSONText?
    let lastOfIssue: JSONText?
}

extension ReadStore {
    func shown(_ room: Room, to reader: UserID, with extras: RoomExtras = []) throws(APIError) -> ShownRoom {
        guard let around = try surroundings(of: room.id, for: reader) else {
            throw APIError(.internalError, .storeDamaged)
        }
        var issue: ShownIssue?
        if let last = around.lastIssue {
            issue = ShownIssue(
                issue: last, firstMessage: around.firstOfIssue, lastMessage: around.lastOfIssue,
                tags: try tags(ofIssue: last.number))
        }
        let unread = extras.contains(.unreadCount) ? try unreadCount(in: room.id, after: around.mark, of: reader) : 0
        return ShownRoom(
            room: room, lastIssue: issue, firstMessage: around.firstMessage, lastMessage: around.lastMessage,
            members: try members(of: room.id), tags: try tags(of: room.id), mark: around.mark, extras: extras,
            unreadCount: unread)
    }

    func shown(_ rooms: [Room], to reader: UserID, with extras: RoomExtras) throws(APIError) -> [ShownRoom] {
        try rooms.map { (room) throws(APIError) in try shown(room, to: reader, with: extras) }
    }

    /// Clients see their own rooms, operators see all.
    func sees(_ reader: Account, room: RoomID) throws(APIError) -> Bool {
        if reader.role.isStaff { return true }
        return try isMember(reader.id, of: room)
    }

    /// A room that somebody sees.
    /// - Throws: `room.unknown`.
    func room(_ id: RoomID, seenBy reader: Account) throws(APIError) -> Room {
        guard let room = try reader.role.isStaff ? room(id) : room(id, of: reader.id) else {
            throw APIError(.roomUnknown)
        }
        return room
    }

    /// A message of such a room.
    /// - Throws: `message.unknown`.
    func message(_ id: MessageID, seenBy reader: Account) throws(APIError) -> StoredMessage {
        guard let message = try message(id), try sees(reader, room: message.room) else {
            throw APIError(.messageUnknown)
        }
        return message
    }
}

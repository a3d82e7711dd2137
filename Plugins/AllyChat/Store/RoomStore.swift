import Kit

/// Every statement about rooms, their members, their tags and who read how far.
enum RoomStore {
    fileprivate static let room = SQL("SELECT id, is_support, active_by, last_message_at FROM rooms WHERE id = $1")
    fileprivate static let roomOfMember = SQL(
        """
        SELECT rooms.id, is_support, active_by, last_message_at FROM rooms
        JOIN members ON members.room = rooms.id AND members.member = $2 WHERE rooms.id = $1
        """)
    /// What a room is shown with, in one statement: each of its own would cost more than it finds.
    fileprivate static let surroundings = SQL(
        """
        SELECT opening.json, latest.json, marks.id, rooms.id, marks.message_id, marks.message,
            issues.number, issues.id, issues.room, issues.created_at, issues.answered_at, issues.closed_at,
            issues.closed_by, issues.first_message, issues.last_message, issues.answer,
            question.json, latest_of_issue.json
        FROM rooms
        LEFT JOIN messages AS opening ON opening.number = rooms.first_message
        LEFT JOIN messages AS latest ON latest.number = rooms.last_message
        LEFT JOIN marks ON marks.member = $2 AND marks.room = rooms.id
        LEFT JOIN issues ON issues.number = rooms.last_issue
        LEFT JOIN messages AS question ON question.number = issues.first_message
        LEFT JOIN messages AS latest_of_issue ON latest_of_issue.number = issues.last_message
        WHERE rooms.id = $1
        """)
    fileprivate static let allRooms = SQL(
        """
        SELECT id, is_support, active_by, last_message_at FROM rooms WHERE number > 0 ORDER BY number LIMIT 10000
        """)
    fileprivate static let roomsOfMember = SQL(
        """
        SELECT rooms.id, is_support, active_by, last_message_at FROM members
        JOIN rooms ON rooms.id = members.room WHERE members.member = $1 ORDER BY rooms.number LIMIT 10000
        """)
    fileprivate static let roomsOfOperator = SQL(
        """
        SELECT id, is_support, active_by, last_message_at FROM rooms WHERE active_by = $1 ORDER BY number LIMIT 10000
        """)
    fileprivate static let roomByMembers = SQL("SELECT id FROM rooms WHERE members_digest = $1")
    fileprivate static let insertRoom = SQL(
        "INSERT INTO rooms (id, is_support, members_digest, last_message_at) VALUES ($1, $2, $3, 0)")
    fileprivate static let setActive = SQL("UPDATE rooms SET active_by = $2 WHERE id = $1")
    fileprivate static let releaseRooms = SQL("UPDATE rooms SET active_by = NULL WHERE active_by = $1")

    fileprivate static let isMember = SQL("SELECT EXISTS (SELECT 1 FROM members WHERE room = $1 AND member = $2)")
    fileprivate static let members = SQL("SELECT member FROM members WHERE room = $1 ORDER BY number LIMIT 1000")
    fileprivate static let memberships = SQL("SELECT room FROM members WHERE member = $1 LIMIT 10000")
    fileprivate static let pushMembers = SQL(
        """
        SELECT users.id, users.parse_id FROM members JOIN users ON users.id = members.member
        WHERE members.room = $1 AND members.wants_push = 1 AND members.member <> $2 LIMIT 1000
        """)
    fileprivate static let insertMember = SQL(
        """
        INSERT INTO members (room, member, wants_push)
        SELECT $1, id, parse_id IS NOT NULL FROM users WHERE id = $2
        """)
    fileprivate static let insertWriter = SQL(
        "INSERT INTO writers (room, writer) VALUES ($1, $2) ON CONFLICT DO NOTHING")

    // MARK: Tags

    fileprivate static let roomTags = SQL("SELECT tag FROM room_tags WHERE room = $1 ORDER BY number LIMIT 100")
    fileprivate static let insertTag = SQL(
        "INSERT INTO room_tags (room, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING")
    fileprivate static let deleteTag = SQL("DELETE FROM room_tags WHERE room = $1 AND tag = $2")
    fileprivate static let allTags = SQL(
        "SELECT tag FROM room_tags UNION SELECT tag FROM issue_tags ORDER BY tag LIMIT 10000")

    // MARK: Marks

    fileprivate static let mark = SQL(
        "SELECT id, room, message_id, message FROM marks WHERE member = $1 AND room = $2")
    fileprivate static let marks = SQL(
        "SELECT id, room, message_id, message FROM marks WHERE member = $1 ORDER BY number LIMIT 10000")
    fileprivate static let setMark = SQL(
        """
        INSERT INTO marks (id, member, room, message, message_id) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (member, room) DO UPDATE SET message = excluded.message, message_id = excluded.message_id
            WHERE excluded.message > marks.message
        """)
    fileprivate static let unreadCount = SQL(
        """
        SELECT count(*) FROM (
            SELECT 1 FROM messages WHERE room = $1 AND number > $2 AND sender <> $3 LIMIT 1000) AS unread
        """)
}

extension ReadStore {
    func room(_ id: RoomID) throws(APIError) -> Room? { try first(RoomStore.room, id, map: Room.init) }

    /// A room that a client is in.
    func room(_ id: RoomID, of member: UserID) throws(APIError) -> Room? {
        try first(RoomStore.roomOfMember, id, member, map: Room.init)
    }

    /// What a room is shown with to somebody.
    func surroundings(of room: RoomID, for reader: UserID) throws(APIError) -> RoomSurroundings? {
        try first(RoomStore.surroundings, room, reader) { row in
            RoomSurroundings(
                firstMessage: row.optionalJSON(0), lastMessage: row.optionalJSON(1),
                mark: row.optionalText(2) == nil ? nil : ReadMark(row, of: reader, from: 2),
                lastIssue: row.number(6) == nil ? nil : Issue(row, from: 6), firstOfIssue: row.optionalJSON(16),
                lastOfIssue: row.optionalJSON(17))
        }
    }

    /// The first 10,000.
    func allRooms() throws(APIError) -> [Room] { try all(RoomStore.allRooms, map: Room.init) }

    /// Those that a client is in.
    func rooms(of member: UserID) throws(APIError) -> [Room] {
        try all(RoomStore.roomsOfMember, member, map: Room.init)
    }

    /// Those that an operator has.
    func rooms(activeBy id: UserID) throws(APIError) -> [Room] {
        try all(RoomStore.roomsOfOperator, id, map: Room.init)
    }

    func room(ofMembers digest: TokenDigest) throws(APIError) -> RoomID? {
        try first(RoomStore.roomByMembers, digest) { $0.id(0) }
    }

    func isMember(_ id: UserID, of room: RoomID) throws(APIError) -> Bool {
        try first(RoomStore.isMember, room, id) { $0.bool(0) } ?? false
    }

    func members(of room: RoomID) throws(APIError) -> [UserID] { try all(RoomStore.members, room) { $0.id(0) } }

    /// Members who want pushes of what somebody else says, and where to.
    func pushMembers(of room: RoomID, besides sender: UserID) throws(APIError) -> [(member: UserID, parseID: String)] {
        try all(RoomStore.pushMembers, room, sender) { ($0.id(0), $0.text(1)) }
    }

    func roomIDs(of member: UserID) throws(APIError) -> [RoomID] {
        try all(RoomStore.memberships, member) { $0.id(0) }
    }

    func tags(of room: RoomID) throws(APIError) -> [ListedTag] {
        try all(RoomStore.roomTags, room) { ListedTag(tag: $0.text(0)) }
    }

    /// Of any room or issue, each once.
    func allTags() throws(APIError) -> [ListedTag] { try all(RoomStore.allTags) { ListedTag(tag: $0.text(0)) } }

    func mark(of member: UserID, in room: RoomID) throws(APIError) -> ReadMark? {
        try first(RoomStore.mark, member, room) { ReadMark($0, of: member) }
    }

    func marks(of member: UserID) throws(APIError) -> [ReadMark] {
        try all(RoomStore.marks, member) { ReadMark($0, of: member) }
    }

    /// Messages of others after the mark, counted up to 1,000.
    func unreadCount(in room: RoomID, after mark: ReadMark?, of member: UserID) throws(APIError) -> Int {
        try first(RoomStore.unreadCount, room, mark?.messageNumber ?? 0, member) { $0.int(0) } ?? 0
    }
}

extension WriteStore {
    /// - Parameter digest: of the members of a room between clients; `nil` for a support room.
    func insertRoom(_ id: RoomID, members: [UserID], digest: TokenDigest?) throws(APIError) {
        try execute(RoomStore.insertRoom, id, digest == nil, digest)
        for member in members { try execute(RoomStore.insertMember, id, member) }
    }

    func setActive(_ room: RoomID, by operatorID: UserID?) throws(APIError) {
        try execute(RoomStore.setActive, room, operatorID)
    }

    /// Makes all rooms of an operator idle.
    func releaseRooms(of operatorID: UserID) throws(APIError) { try execute(RoomStore.releaseRooms, operatorID) }

    func noteWriter(_ id: UserID, in room: RoomID) throws(APIError) { try execute(RoomStore.insertWriter, room, id) }

    func addTag(_ tag: Tag, to room: RoomID) throws(APIError) { try execute(RoomStore.insertTag, room, tag) }

    func removeTag(_ tag: Tag, from room: RoomID) throws(APIError) { try execute(RoomStore.deleteTag, room, tag) }

    /// Sets the mark on a message, unless it is further on already.
    func setMark(
        of member: UserID, in room: RoomID, to message: StoredMessage, at now: Timestamp
    ) throws(APIError) -> ReadMark {
        try execute(RoomStore.setMark, MarkID.make(at: now), member, room, message.number, message.id)
        guard let mark = try reading.mark(of: member, in: room) else { throw APIError(.internalError, .storeDamaged) }
        return mark
    }
}

extension Room {
    fileprivate init(_ row: borrowing Row) {
        self.init(
            id: row.id(0), isSupport: row.bool(1), activeBy: row.optionalID(2), lastMessageAt: row.chatTime(3))
    }
}

extension ReadMark {
    /// - Parameter column: the first of four, in the order of `mark`.
    fileprivate init(_ row: borrowing Row, of member: UserID, from column: Int = 0) {
        self.init(
            id: row.id(column), member: member, room: row.id(column + 1), message: row.id(column + 2),
            messageNumber: row.int64(column + 3))
    }
}

extension Row {
    func optionalJSON(_ column: Int) -> JSONText? { optionalText(column).map { JSONText(alreadyValid: $0) } }

    /// The number of a row; `nil` for NULL.
    func number(_ column: Int) -> Int64? {
        let number = int64(column)
        return number == 0 ? nil : number
    }
}

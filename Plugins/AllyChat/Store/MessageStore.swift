import Kit

/// Every statement about messages.
enum MessageStore {
    fileprivate static let messageByID = SQL("SELECT number, id, room, sender, json FROM messages WHERE id = $1")
    fileprivate static let messageByClientID = SQL(
        "SELECT number, id, room, sender, json FROM messages WHERE sender = $1 AND client_id = $2")
    fileprivate static let jsonByNumber = SQL("SELECT json FROM messages WHERE number = $1")
    fileprivate static let listedByID = SQL(
        """
        SELECT number, room, json, CASE WHEN sender = $2 THEN client_id END FROM messages WHERE id = $1
        """)
    fileprivate static let newestOfRoom = SQL(
        """
        SELECT json, CASE WHEN sender = $2 THEN client_id END FROM messages
        WHERE room = $1 AND number < $3 ORDER BY number DESC LIMIT $4
        """)
    fileprivate static let nextOfRoom = SQL(
        """
        SELECT json, CASE WHEN sender = $2 THEN client_id END FROM messages
        WHERE room = $1 AND number < $3 AND number > $5 ORDER BY number LIMIT $4
        """)
    fileprivate static let nextOfMember = SQL(
        """
        SELECT json, CASE WHEN sender = $1 THEN client_id END FROM members
        JOIN messages ON messages.room = members.room AND messages.number > $2
        WHERE members.member = $1 ORDER BY messages.number LIMIT $3
        """)
    fileprivate static let nextOfAll = SQL(
        """
        SELECT json, CASE WHEN sender = $1 THEN client_id END FROM messages
        WHERE number > $2 ORDER BY number LIMIT $3
        """)
    fileprivate static let insertMessage = SQL(
        "INSERT INTO messages (id, room, sender, client_id, json) VALUES ($1, $2, $3, $4, $5) RETURNING number")
    fileprivate static let noteMessage = SQL(
        """
        UPDATE rooms SET first_message = coalesce(first_message, $2), last_message = $2, last_message_at = $3
        WHERE id = $1
        """)
}

/// A message's row.
struct StoredMessage: Sendable {
    /// Its place in the order of storing.
    let number: Int64
    let id: MessageID
    let room: RoomID
    let sender: UserID
    /// As it is answered.
    let json: JSONText
}

/// Some messages of a room, in the order of storing.
struct MessageRange: Sendable {
    /// Later ones; `nil` for the newest.
    var after: Int64?
    /// Earlier ones.
    var before = Int64.max
    var limit = Message.pageLimit
}

extension ReadStore {
    func message(_ id: MessageID) throws(APIError) -> StoredMessage? {
        try first(MessageStore.messageByID, id, map: StoredMessage.init)
    }

    /// What somebody sent under a name of their own.
    func message(from sender: UserID, _ clientID: ClientID) throws(APIError) -> StoredMessage? {
        try first(MessageStore.messageByClientID, sender, clientID, map: StoredMessage.init)
    }

    /// A message as it is answered, by its number.
    func messageJSON(_ number: Int64?) throws(APIError) -> JSONText? {
        guard let number else { return nil }
        return try first(MessageStore.jsonByNumber, number) { JSONText(alreadyValid: $0.text(0)) }
    }

    /// A message as its reader gets it in a list, and where it is.
    func listedMessage(
        _ id: MessageID, for reader: UserID
    ) throws(APIError) -> (number: Int64, room: RoomID, message: ListedMessage)? {
        try first(MessageStore.listedByID, id, reader) { row in
            (row.int64(0), row.id(1), ListedMessage(json: row.text(2), clientID: row.optionalText(3)))
        }
    }

    /// Oldest first.
    func messages(in room: RoomID, _ range: MessageRange, for reader: UserID) throws(APIError) -> [ListedMessage] {
        if let after = range.after {
            return try all(
                MessageStore.nextOfRoom, room, reader, range.before, range.limit, after, map: ListedMessage.init)
        }
        return try all(MessageStore.newestOfRoom, room, reader, range.before, range.limit, map: ListedMessage.init)
            .reversed()
    }

    /// What came after a message in all rooms of a client, or in all there are.
    func messages(after number: Int64, limit: Int, for reader: Account) throws(APIError) -> [ListedMessage] {
        if reader.role.isStaff {
            return try all(MessageStore.nextOfAll, reader.id, number, limit, map: ListedMessage.init)
        }
        return try all(MessageStore.nextOfMember, reader.id, number, limit, map: ListedMessage.init)
    }
}

extension WriteStore {
    /// Stores a message as the room's last one.
    /// - Returns: its number.
    func insert(_ message: Message, _ json: JSONText, clientID: ClientID?) throws(APIError) -> Int64 {
        let number = try first(
            MessageStore.insertMessage, message.id, message.room, message.sender, clientID, json.text
        ) { $0.int64(0) }
        guard let number else { throw APIError(.internalError, .storeDamaged) }
        try execute(MessageStore.noteMessage, message.room, number, message.createdAt)
        return number
    }
}

extension StoredMessage {
    fileprivate init(_ row: borrowing Row) {
        number = row.int64(0)
        id = row.id(1)
        room = row.id(2)
        sender = row.id(3)
        json = JSONText(alreadyValid: row.text(4))
    }
}

extension ListedMessage {
    fileprivate init(_ row: borrowing Row) { self.init(json: row.text(0), clientID: row.optionalText(1)) }
}

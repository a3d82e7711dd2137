import Kit

/// What the API calls a user, a room and all else: 24 hexadecimal digits in lower case, of which eight tell the second
/// in which it was made and sixteen are random. So ids do not sort, and nobody finds one by guessing.
///
/// `Kind` keeps those of different things apart. What a client sends need not be one: it names nothing then.
struct ObjectID<Kind>: Sendable, Hashable, SQLValue {
    let text: String

    /// - Parameter text: from the store, a token, or a client.
    init(_ text: String) { self.text = text }

    /// A new one.
    static func make(at now: Timestamp) -> ObjectID {
        let seconds = UInt32(truncatingIfNeeded: now.seconds)
        return ObjectID(digits(UInt64(seconds), 8) + digits(UInt64.random(in: .min ... .max), 16))
    }

    private static func digits(_ number: UInt64, _ count: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: count - text.utf8.count) + text
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

extension ObjectID: Codable {
    init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

typealias UserID = ObjectID<Account>
typealias RoomID = ObjectID<Room>
typealias MessageID = ObjectID<Message>
typealias IssueID = ObjectID<Issue>
typealias MarkID = ObjectID<ReadMark>

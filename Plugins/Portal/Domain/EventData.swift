import Kit

/// What the portal tells a client of an event: a JSON object of any content, at most 65,536 bytes as it was sent.
/// Kept as JSON, for nothing here looks inside but for an `id`.
struct EventData: Decodable, Sendable {
    private static let byteLimit = 65_536

    let json: JSONText

    init(from decoder: any Decoder) throws { try self.init(from: decoder, needsID: false) }

    fileprivate init(from decoder: any Decoder, needsID: Bool) throws {
        // Asking for keys makes anything but an object a broken rule.
        let keys = try decoder.container(keyedBy: Keys.self)
        if needsID { _ = try keys.decode(JSONText.self, forKey: .id) }
        json = try JSONText(from: decoder)
        guard json.text.utf8.count <= Self.byteLimit else {
            throw BrokenRule("must be at most \(Self.byteLimit) bytes of JSON")
        }
    }

    private enum Keys: CodingKey {
        case id
    }
}

/// Event data that name what they are about, by an `id` of any kind but `null`.
struct IdentifiedEventData: Decodable, Sendable {
    let data: EventData

    init(from decoder: any Decoder) throws { data = try EventData(from: decoder, needsID: true) }
}

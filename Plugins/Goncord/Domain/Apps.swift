import Kit

/// What applications keep with a user: a JSON object of any content, at most 65,536 bytes as it was sent.
struct Apps: Decodable, Sendable, Equatable {
    private static let byteLimit = 65_536

    static let none = Apps(json: JSONText(alreadyValid: "{}"))

    let json: JSONText

    /// - Parameter json: from the store.
    init(json: JSONText) { self.json = json }

    init(from decoder: any Decoder) throws {
        // Asking for its keys makes anything but an object a broken rule.
        _ = try decoder.container(keyedBy: NoKeys.self)
        json = try JSONText(from: decoder)
        guard json.text.utf8.count <= Self.byteLimit else {
            throw BrokenRule("must be at most \(Self.byteLimit) bytes of JSON")
        }
    }

    private enum NoKeys: CodingKey {}
}

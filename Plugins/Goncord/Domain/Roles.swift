import Kit

/// The names of a user's roles: at most 100, each of 1 to 100 characters. Kept as JSON, for nothing here looks inside.
struct Roles: Decodable, Sendable, Equatable {
    private static let countLimit = 100

    static let none = Roles(json: JSONText(alreadyValid: "[]"))

    let json: JSONText

    /// - Parameter json: from the store.
    init(json: JSONText) { self.json = json }

    init(from decoder: any Decoder) throws {
        let names = try [RoleName](from: decoder)
        guard names.count <= Self.countLimit else { throw BrokenRule("must be at most \(Self.countLimit) roles") }
        json = JSONText(alreadyValid: String(decoding: JSON.encode(names), as: UTF8.self))
    }
}

private typealias RoleName = BoundedText<1, 100>

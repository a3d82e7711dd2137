import Kit

/// Whom an event is for: 1 to 10,000 people, known to the gateway or not.
struct Recipients: Decodable, Sendable {
    private static let countLimit = 10_000

    let people: [PersonID]

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var people: [PersonID] = []
        // Not all of a list that is too long, for the event loop waits.
        while !list.isAtEnd, people.count <= Self.countLimit { people.append(try list.decode(PersonID.self)) }
        self.people = people
        guard people.count <= Self.countLimit else { throw BrokenRule("must be at most \(Self.countLimit) people") }
        // Where there is no list to look at, an empty one stands in for it.
        if people.isEmpty, try JSONText(from: decoder).text.hasPrefix("[") { throw BrokenRule("must not be empty") }
    }
}

import Kit

/// An event's number, from 1; never given twice, and higher for later events.
struct EventID: Sendable, Hashable, Codable, SQLValue {
    /// Less than any event's.
    static let zero = EventID(0)

    let number: Int64

    /// - Parameter number: from the store.
    init(_ number: Int64) { self.number = number }

    init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int64.self)
        guard number >= 0 else { throw BrokenRule("must not be negative") }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(number) }
}

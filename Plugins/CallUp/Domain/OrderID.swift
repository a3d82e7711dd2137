import FoundationEssentials
import Kit

/// An order's UUID, version 4 (RFC 9562 §5.4), in lower case.
struct OrderID: Sendable, Hashable, Encodable, SQLValue {
    let text: String

    /// - Returns: `nil` unless the text is a UUID, in either case.
    init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.init(uuid)
    }

    private init(_ uuid: UUID) { text = uuid.uuidString.lowercased() }

    static func random() -> OrderID { OrderID(UUID()) }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

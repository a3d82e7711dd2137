import Kit

/// A PIN as the portal sends it: a number of 4 digits, or a string of 4 digits, which may begin with zeros.
struct NewPin: Decodable, Sendable {
    static let words = "must be 4 digits, as a number or as a string"

    let pin: Pin

    init(from decoder: any Decoder) throws {
        switch try JSONValue(from: decoder) {
        case .string(let text) where text.isDigits(4): pin = Pin(text)
        case .number(let number) where number.description.isDigits(4): pin = Pin(number.description)
        // Stands in for one that is absent or wrong, and is reported as such.
        case .null: pin = Pin("")
        default: throw BrokenRule(Self.words)
        }
    }
}

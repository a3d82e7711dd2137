import Kit

/// A PIN as the portal sends it: a number of 4 digits, or a string of 4 digits, which may begin with zeros.
struct NewPin: Decodable, Sendable {
    static let words = "must be 4 digits, as a number or as a string"

    let pin: Pin

    init(from decoder: any Decoder) throws {
        switch try JSONValue(from: decoder) {
        case .string(let text) where Self.isFourDigits(text): pin = Pin(text)
        case .number(let number) where Self.isFourDigits(number.description): pin = Pin(number.description)
        // Stands in for one that is absent or wrong, and is reported as such.
        case .null: pin = Pin("")
        default: throw BrokenRule(Self.words)
        }
    }

    private static func isFourDigits(_ text: String) -> Bool {
        text.utf8.count == 4 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

import Kit

/// A PIN as a person types it: a string or a number, of any form. It shows itself nowhere: printed or dumped it is not
/// there.
struct Pin: Decodable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let text: String

    init(_ text: String) { self.text = text }

    /// A form that no PIN has makes a wrong PIN, not a malformed one.
    init(from decoder: any Decoder) throws {
        switch try JSONValue(from: decoder) {
        case .string(let text): self.init(text)
        case .number(let number): self.init(number.description)
        // Stands in for one that is absent, and is reported as such.
        case .null: self.init("")
        default: throw BrokenRule(NewPin.words)
        }
    }

    var description: String { "(PIN)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

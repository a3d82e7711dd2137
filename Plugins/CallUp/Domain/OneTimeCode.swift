import Kit

/// What the user reads off the call: four digits, leading zeros among them. Only an answer or a delivery shows it;
/// printed or dumped it is not there.
struct OneTimeCode: CheckedText, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    static let digitCount = 4
    static let placeholder = OneTimeCode(unchecked: "0000")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard text.isDigits(Self.digitCount) else { throw BrokenRule("must be \(Self.digitCount) digits") }
        self.text = text
    }

    /// - Parameter text: from the store.
    init(stored text: String) { self.text = text }

    /// One of `0000` to `9999`, each as likely, from the system's generator.
    static func random() -> OneTimeCode {
        // The leading 1 keeps the zeros that follow it.
        OneTimeCode(unchecked: String(String(Int.random(in: 10_000...19_999)).dropFirst()))
    }

    /// Takes as long for a code that is nearly right as for any other.
    func matches(_ other: OneTimeCode) -> Bool { text.equalsInConstantTime(other.text) }

    var description: String { "(code)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

import Kit

/// The number that a call comes from (number A): a prefix, and the code. Printed it is masked.
struct CallerNumber: Encodable, CustomStringConvertible {
    let prefix: CallerPrefix
    let code: OneTimeCode

    /// With a `*` for each digit of the code.
    var mask: String { prefix.text + String(repeating: "*", count: OneTimeCode.digitCount) }

    var description: String { mask }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(prefix.text + code.text)
    }
}

/// What numbers begin with that the provider can call from: 7 digits.
struct CallerPrefix: CheckedText {
    /// The one of the API's document.
    static let standard = CallerPrefix(unchecked: "7487260")
    static let placeholder = standard

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard text.isDigits(7) else { throw BrokenRule("must be 7 digits") }
        self.text = text
    }

    /// - Parameter prefixes: at least one.
    static func random(of prefixes: [CallerPrefix]) -> CallerPrefix { prefixes[Int.random(in: prefixes.indices)] }
}

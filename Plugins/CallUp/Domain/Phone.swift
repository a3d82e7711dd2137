import Kit

/// Whom to call: exactly 11 digits, without a plus sign.
struct Phone: CheckedText {
    static let placeholder = Phone(unchecked: "00000000000")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard text.isDigits(11) else { throw BrokenRule("must be 11 digits") }
        self.text = text
    }
}

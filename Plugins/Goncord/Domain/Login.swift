import Kit

/// A login name: 3 to 64 ASCII letters, digits, dots, underscores and hyphens. `Ann` and `ann` are the same.
struct Login: CheckedText {
    static let placeholder = Login(unchecked: "login")

    /// As the user wrote it.
    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard (3...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            throw BrokenRule("must be 3 to 64 of the characters a-z, A-Z, 0-9, '.', '_' and '-'")
        }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }

    /// What two spellings of one login have in common.
    var key: FoldedText { FoldedText(text) }
}

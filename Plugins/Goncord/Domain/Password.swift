import Kit

/// A password as a client sends it. It shows itself nowhere: printed, dumped or encoded it is not there.
struct Password: CheckedText, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    static let placeholder = Password(checking: "")

    let text: String

    /// Takes any text: a login with a password that no user could have fails as every wrong one does.
    init(checking text: String) { self.text = text }

    var description: String { "(password)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}

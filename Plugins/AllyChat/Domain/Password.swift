import Kit

/// A password as a client sends it. It shows itself nowhere: printed, dumped or encoded it is not there.
struct Password: CheckedText, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    static let placeholder = Password(checking: "")

    let text: String

    /// Takes any text: a log-in with a password that nobody could have fails as every wrong one does.
    init(checking text: String) { self.text = text }

    var description: String { "(password)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}

/// A password that an operator gets: 4 to 256 characters of any kind.
struct NewPassword: CheckedText {
    static let placeholder = NewPassword(unchecked: .placeholder)

    let password: Password

    private init(unchecked password: Password) { self.password = password }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(4...256)
        password = Password(checking: text)
    }

    var text: String { password.text }

    func encode(to encoder: any Encoder) throws { try password.encode(to: encoder) }
}

import Kit

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

import Kit

/// A password that a user chooses: 8 to 256 characters of any kind.
struct NewPassword: CheckedText {
    static let placeholder = NewPassword(unchecked: .placeholder)
    private static let characterCounts = 8...256

    let password: Password

    private init(unchecked password: Password) { self.password = password }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(Self.characterCounts)
        password = Password(checking: text)
    }

    var text: String { password.text }

    func encode(to encoder: any Encoder) throws { try password.encode(to: encoder) }
}

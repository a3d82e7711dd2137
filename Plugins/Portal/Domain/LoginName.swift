import Kit

/// The login that someone types: any text of at most 254 characters. One that is nobody's is wrong, not malformed.
struct LoginName: CheckedText {
    static let placeholder = LoginName(unchecked: "")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(0...254)
        self.text = text
    }

    /// As it is looked up.
    var key: FoldedText { FoldedText(text) }

    /// Under which failed attempts are counted. A digest, for people type their PIN into the wrong field.
    var attemptKey: TokenDigest { TokenDigest(of: key.text) }
}

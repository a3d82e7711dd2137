import Kit

/// A first, last or second name: at most 100 characters of any script, none of them a control character.
struct PersonName: CheckedText {
    static let placeholder = PersonName(unchecked: "")
    private static let characterCounts = 0...100

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(Self.characterCounts)
        try text.checkNoControlCharacters()
        self.text = text
    }
}

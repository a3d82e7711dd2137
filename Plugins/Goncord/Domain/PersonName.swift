import Kit

/// A first, last or second name: at most 100 characters of any script, none of them a control character.
struct PersonName: CheckedText {
    static let placeholder = PersonName(unchecked: "")
    private static let characterLimit = 100

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard text.unicodeScalars.count <= Self.characterLimit else {
            throw BrokenRule("must be at most \(Self.characterLimit) characters")
        }
        guard !text.unicodeScalars.contains(where: \.isControl) else {
            throw BrokenRule("must not have control characters")
        }
        self.text = text
    }
}

import Kit

/// A person's number on the payroll (`tab_no`): 1 to 32 characters, none of them a control character.
struct TabNumber: CheckedText, SQLValue {
    static let placeholder = TabNumber(unchecked: "0")
    private static let characterCounts = 1...32

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(Self.characterCounts)
        try text.checkNoControlCharacters()
        self.text = text
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

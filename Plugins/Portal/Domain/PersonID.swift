import Kit

/// The portal's name for a person (`id_phperson`): 1 to 64 characters, none of them a control character.
struct PersonID: CheckedText, SQLValue {
    static let placeholder = PersonID(stored: "0")
    private static let characterCounts = 1...64

    let text: String

    /// - Parameter text: from the store, or from a token's subject.
    init(stored text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(Self.characterCounts)
        try text.checkNoControlCharacters()
        self.text = text
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

extension Caller {
    /// The person whose session it is.
    /// - Throws: `token.missing` when the route let the call in without a token.
    func personID() throws(APIError) -> PersonID { PersonID(stored: try verifiedSubject().name) }
}

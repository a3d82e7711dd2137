import Kit

/// A login or an e-mail address as it is compared: in lower case, by the rules of Unicode.
///
/// Kept in a column of its own with a UNIQUE constraint, for what SQL calls lower case ends with ASCII.
struct FoldedText: Hashable, SQLValue {
    let text: String

    init(_ text: String) { self.text = text.lowercased() }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

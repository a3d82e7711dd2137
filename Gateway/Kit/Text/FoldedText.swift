/// A login or an e-mail address as it is compared: in lower case, by the rules of Unicode.
///
/// Kept in a column of its own with a UNIQUE constraint, for what SQL calls lower case ends with ASCII.
public struct FoldedText: Sendable, Hashable, SQLValue {
    /// In lower case.
    public let text: String

    /// - Parameter text: as it was written.
    public init(_ text: String) { self.text = text.lowercased() }

    /// The text in lower case.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

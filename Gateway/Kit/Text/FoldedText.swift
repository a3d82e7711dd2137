/// A login or an e-mail address as it is compared: without regard to case, by Unicode's simple case folding.
///
/// Kept in a column of its own with a UNIQUE constraint, for what SQL calls lower case ends with ASCII.
public struct FoldedText: Sendable, Hashable, SQLValue {
    /// Folded.
    public let text: String

    /// - Parameter text: as it was written.
    public init(_ text: String) {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { folded.append(CaseFolding.fold(scalar)) }
        self.text = String(folded)
    }

    /// The folded text.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

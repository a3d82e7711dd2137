/// A text of so many characters, which are Unicode code points: `typealias EventTitle = BoundedText<1, 1_000>`.
public struct BoundedText<let least: Int, let most: Int>: CheckedText, SQLValue {
    /// Never seen by an operation.
    public static var placeholder: Self { Self(unchecked: "") }

    /// As it was sent.
    public let text: String

    private init(unchecked text: String) { self.text = text }

    /// - Throws: the rule broken.
    public init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(least...most)
        self.text = text
    }

    /// The text.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

/// The same without control characters, such as ends of lines.
public struct BoundedLine<let least: Int, let most: Int>: CheckedText, SQLValue {
    /// Never seen by an operation.
    public static var placeholder: Self { Self(unchecked: "") }

    /// As it was sent.
    public let text: String

    private init(unchecked text: String) { self.text = text }

    /// - Throws: the rule broken.
    public init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(least...most)
        try text.checkNoControlCharacters()
        self.text = text
    }

    /// The text.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

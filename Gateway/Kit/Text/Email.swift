/// An e-mail address: something, one `@`, something; at most 254 characters, all of which can be seen.
///
/// Whether it can be reached is only found out by writing to it. `Ann@Example.org` and `ann@example.org` are the same.
/// Two that only differ in what nobody sees would look the same: such characters are refused.
public struct Email: CheckedText {
    /// Never seen by an operation.
    public static let placeholder = Email(unchecked: "@")

    /// As the user wrote it.
    public let text: String

    private init(unchecked text: String) { self.text = text }

    /// - Throws: the rule broken.
    public init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(0...254)
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { throw BrokenRule("must have one @ inside") }
        guard !text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.isControl }) else {
            throw BrokenRule("must not have white space or control characters")
        }
        guard !text.unicodeScalars.contains(where: \.isInvisible) else {
            throw BrokenRule("must not have invisible characters")
        }
        self.text = text
    }

    /// What two spellings of one address have in common.
    public var key: FoldedText { FoldedText(text) }
}

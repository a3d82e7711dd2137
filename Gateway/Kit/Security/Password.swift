/// A password as a client sends it. It shows itself nowhere: printed, dumped or encoded it is not there.
public struct Password: CheckedText, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Empty.
    public static let placeholder = Password(checking: "")

    /// As it was sent.
    public let text: String

    /// Takes any text: a log-in with a password that nobody could have fails as every wrong one does.
    public init(checking text: String) { self.text = text }

    /// Says what it is, and not which.
    public var description: String { "(password)" }
    /// The same.
    public var debugDescription: String { description }
    /// Without the text.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Writes `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}

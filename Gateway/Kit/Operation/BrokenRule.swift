/// A rule that a value broke, in words that follow the field's name: `must be a real date`.
public struct BrokenRule: Error, Sendable, Equatable {
    /// The words.
    public let text: String
    /// - Parameter text: words that follow the field's name.
    public init(_ text: String) { self.text = text }
}

/// A value that a client sends as one JSON string and that is checked once, when it is decoded.
///
/// Conform a small struct with private storage: `Login`, `Email`. Decoding an `OperationInput` collects the broken
/// rules of all its fields, so a type must say what stands in for a value that broke one.
public protocol CheckedText: Codable, Sendable, Hashable {
    /// Stands in for a broken value until all fields are read. The operation never sees it.
    static var placeholder: Self { get }
    /// The text as checked.
    var text: String { get }
    /// - Throws: the rule broken, e.g. `must be 3 to 64 letters`.
    init(checking text: String) throws(BrokenRule)
}

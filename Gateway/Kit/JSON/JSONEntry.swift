/// One row of a document's table. Rows stand in source order; an object's row is followed by key, value, key, value.
struct JSONEntry {
    /// The first byte of the value's text.
    let start: UInt32
    /// One past the last byte.
    var end: UInt32
    /// The row after this value and all inside it. While a container is open: the row of the container around it.
    var next: UInt32
    let kind: JSONNode.Kind
    /// A string's text has escapes in it.
    let isEscaped: Bool

    static let none = UInt32.max

    /// A string's bytes between its quotes.
    var content: Range<Int> { Int(start) + 1..<Int(end) - 1 }
}

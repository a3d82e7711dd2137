/// JSON text that is known to be valid, kept and written as it stands: a stored column, say.
public struct JSONText: Sendable, Hashable, JSONWritable {
    /// The text.
    public let text: String

    /// Takes the caller's word for it.
    /// - Parameter text: one JSON value, written by `JSON.encode` or checked before.
    public init(alreadyValid text: String) { self.text = text }

    /// Checks the text.
    /// - Throws: what is wrong with it, and where.
    public init(checking text: String) throws(JSONSyntaxError) {
        _ = try JSONDocument(parsing: Array(text.utf8))
        self.text = text
    }

    /// Writes the text as it stands.
    public func write(to json: inout JSONOutput) { json.writeVerbatim(text) }
}

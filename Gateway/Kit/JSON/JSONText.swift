/// JSON text that is known to be valid, kept and written as it stands: a stored column, say.
public struct JSONText: Sendable, Hashable, Codable, JSONWritable {
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

    /// Takes any JSON value; its text is kept byte for byte.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? JSONNodeDecoder {
            text = decoder.node?.rawText ?? "null"
        } else {
            text = String(decoding: JSON.encode(try JSONValue(from: decoder)), as: UTF8.self)
        }
    }

    /// Writes the value that the text stands for.
    public func encode(to encoder: any Encoder) throws {
        try JSONValue(JSONDocument(parsing: Array(text.utf8), depthLimit: 512).root).encode(to: encoder)
    }

    func write(to writer: JSONWriter) { writer.output.writeVerbatim(text) }
}

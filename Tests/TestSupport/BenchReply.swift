package import Kit

/// An operation's reply, which is known to be JSON.
package struct BenchReply: Sendable, CustomStringConvertible {
    /// The reply's value.
    package let json: JSONNode

    /// - Throws: `JSONSyntaxError`.
    init(_ bytes: [UInt8]) throws(JSONSyntaxError) { json = try JSONDocument(parsing: bytes, depthLimit: 256).root }

    /// As the envelope gets it.
    package var description: String { json.rawText }

    /// An object's keys in their order.
    package var keys: [String] { json.members.map(\.key) }

    /// A string member.
    package subscript(_ key: String) -> String? { json[key]?.string }
}

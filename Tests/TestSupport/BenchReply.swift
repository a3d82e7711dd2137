package import Kit

/// An operation's reply, whose content is known to be JSON.
package struct BenchReply: Sendable, CustomStringConvertible {
    /// All of it.
    package let reply: Reply
    /// The content's value.
    package let json: JSONNode

    /// - Throws: `JSONSyntaxError`.
    init(_ reply: Reply) throws(JSONSyntaxError) {
        self.reply = reply
        json = try JSONDocument(parsing: reply.content, depthLimit: 256).root
    }

    /// As the envelope gets it.
    package var description: String { json.rawText }

    /// An object's keys in their order.
    package var keys: [String] { json.members.map(\.key) }

    /// A string member.
    package subscript(_ key: String) -> String? { json[key]?.string }
}

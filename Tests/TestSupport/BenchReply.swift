package import Kit

/// What an operation answered.
package struct BenchReply: Sendable, CustomStringConvertible {
    /// All of it.
    package let reply: Reply
    /// The content's value; `null` when the reply is of another kind.
    package let json: JSONNode

    /// - Throws: when it says that it is JSON, and is not.
    init(_ reply: Reply) throws(JSONSyntaxError) {
        self.reply = reply
        let text = if case .json = reply.kind { reply.content } else { Array("null".utf8) }
        json = try JSONDocument(parsing: text, depthLimit: 256).root
    }

    /// As the envelope gets it.
    package var description: String { json.rawText }

    /// An object's keys in their order.
    package var keys: [String] { json.members.map(\.key) }

    /// A string member.
    package subscript(_ key: String) -> String? { json[key]?.string }
}

package import Kit

/// A row of an outbox, as commands show it.
package struct DeliveryRecord: Sendable {
    /// What is to become of it.
    package enum State: String, Sendable, CaseIterable {
        case waiting
        case delivered
        case dead
    }

    package let id: Int64
    package let channel: String
    package let key: String
    package let state: State
    package let attempts: Int
    package let createdAt: Timestamp
    /// When it is tried next, if it is first of its key; `nil` when it is not waiting.
    package let dueAt: Timestamp?
    package let deadline: Timestamp?
    /// When it was delivered or given up.
    package let finishedAt: Timestamp?
    package let lastError: String?
    package let idempotencyKey: String
    /// JSON.
    package let body: [UInt8]
    /// Keys of the body whose values are secret.
    package let secretKeys: [String]

    /// The body with secret values replaced; all of it where it is no JSON.
    package var maskedBody: String { Self.masked(body, secretKeys) }

    /// A JSON text with the values of these keys replaced, at any depth; all of it where it is no JSON.
    package static func masked(_ body: [UInt8], _ secretKeys: [String]) -> String {
        let mask = Array(#""****""#.utf8)
        guard let document = try? JSONDocument(parsing: body) else { return #""****""# }
        var ranges: [Range<Int>] = []
        findSecrets(in: document.root, Set(secretKeys), &ranges)
        var masked: [UInt8] = []
        var end = 0
        for range in ranges {
            masked += body[end..<range.lowerBound]
            masked += mask
            end = range.upperBound
        }
        masked += body[end...]
        return String(decoding: masked, as: UTF8.self)
    }

    /// In source order; a value within a secret one is part of it. The depth is that of a document: at most 64.
    private static func findSecrets(in node: JSONNode, _ keys: Set<String>, _ ranges: inout [Range<Int>]) {
        for member in node.members {
            if keys.contains(member.key) {
                ranges.append(member.value.range)
            } else {
                findSecrets(in: member.value, keys, &ranges)
            }
        }
        for element in node.elements { findSecrets(in: element, keys, &ranges) }
    }
}

/// Any JSON value, for what a client may shape as it likes.
public indirect enum JSONValue: Sendable, Hashable {
    /// An object's member.
    public struct Member: Sendable, Hashable {
        /// The key.
        public let key: String
        /// The value.
        public let value: JSONValue

        /// - Parameters: the key and its value.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Members in source order; no key twice.
    case object([Member])
    /// Elements in order.
    case array([JSONValue])
    /// A string's characters.
    case string(String)
    /// A number as it was written: `1.10` stays so, and no digit is lost. Two spellings of one number are not equal.
    case number(JSONNumber)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`
    case null

    /// The value of a node and all in it.
    public init(_ node: JSONNode) {
        switch node.kind {
        case .object: self = .object(node.members.map { Member($0.key, JSONValue($0.value)) })
        case .array: self = .array(node.elements.map { JSONValue($0) })
        case .string: self = .string(node.string ?? "")
        case .integer, .number: self = .number(JSONNumber(text: node.rawText))
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .null: self = .null
        }
    }

    /// The member of that name; `nil` when there is none, or no object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

/// A number with the spelling it came with.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
    /// As it stands in the JSON text.
    public let description: String

    init(text: String) { description = text }

    /// - Parameter text: one JSON number; `nil` when it is not.
    public init?(_ text: String) {
        guard let node = try? JSONDocument(parsing: Array(text.utf8)).root, node.range.count == text.utf8.count,
            node.kind == .integer || node.kind == .number
        else { return nil }
        description = text
    }

    /// An integer.
    public init(_ value: Int64) { description = String(value) }
    /// - Returns: `nil` unless the value is finite.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        description = value.description
    }

    /// The value, if it is written without fraction and exponent and fits.
    public var int64: Int64? { Int64(digits: description.utf8.span) }
    /// The nearest value; may be infinite.
    public var double: Double? { Double(description) }
}

extension JSONValue: Codable, JSONWritable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Takes any value. With a decoder other than this module's, numbers keep their value, not their spelling.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? JSONNodeDecoder {
            self = decoder.node.map { JSONValue($0) } ?? .null
        } else if let container = try? decoder.container(keyedBy: Key.self) {
            self = .object(
                try container.allKeys.map { Member($0.stringValue, try container.decode(Self.self, forKey: $0)) })
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !container.isAtEnd { elements.append(try container.decode(Self.self)) }
            self = .array(elements)
        } else {
            self = try Self.scalar(try decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(Bool.self) { return .bool(value) }
        if let value = try? container.decode(Int64.self) { return .number(JSONNumber(value)) }
        if let value = try? container.decode(Double.self), let number = JSONNumber(value) { return .number(number) }
        return .string(try container.decode(String.self))
    }

    /// Writes the value. With an encoder other than this module's, a number becomes an `Int64` or a `Double`.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: Key.self)
            for member in members { try container.encode(member.value, forKey: Key(stringValue: member.key)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .string(let text): try encodeSingle(text, to: encoder)
        case .number(let number):
            if let value = number.int64 { return try encodeSingle(value, to: encoder) }
            try encodeSingle(number.double, to: encoder)
        case .bool(let value): try encodeSingle(value, to: encoder)
        case .null: try encodeSingle(Bool?.none, to: encoder)
        }
    }

    private func encodeSingle<Value: Encodable>(_ value: Value, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    func write(to writer: JSONWriter) { write(to: &writer.output) }

    private func write(to output: inout JSONOutput) {
        switch self {
        case .object(let members):
            output.open(isObject: true)
            let level = output.depth
            for member in members { output.member(member.key, at: level) { member.value.write(to: &$0) } }
            output.close(to: level - 1)
        case .array(let elements):
            output.open(isObject: false)
            let level = output.depth
            for element in elements { output.item(at: level) { element.write(to: &$0) } }
            output.close(to: level - 1)
        case .string(let text): output.write(text)
        case .number(let number): output.writeVerbatim(number.description)
        case .bool(let value): output.write(value)
        case .null: output.writeNull()
        }
    }
}

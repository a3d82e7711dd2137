extension JSONValue: JSONWritable {
    /// Any key.
    struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Writes the value. With an encoder other than this module's, a number becomes an `Int64` or a `Double`.
    public func encode(to encoder: any Encoder) throws {
        if let encoder = encoder as? JSONStreamEncoder { return write(to: &encoder.writer.output) }
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

    /// Writes the value; a number as it was spelt.
    public func write(to output: inout JSONOutput) {
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

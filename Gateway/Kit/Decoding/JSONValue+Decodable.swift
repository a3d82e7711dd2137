extension JSONValue: Decodable {
    /// Takes any value. With a decoder other than this module's, numbers keep their value, not their spelling.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? CollectingDecoder {
            self = decoder.json ?? .null
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
}

extension JSONText: Decodable {
    /// Takes any JSON value; its text is kept byte for byte.
    public init(from decoder: any Decoder) throws {
        if let node = (decoder as? CollectingDecoder)?.node {
            self.init(alreadyValid: node.rawText)
        } else {
            self.init(alreadyValid: String(decoding: JSON.encode(try JSONValue(from: decoder)), as: UTF8.self))
        }
    }
}

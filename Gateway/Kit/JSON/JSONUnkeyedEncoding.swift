struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
    let writer: JSONWriter
    /// Which of the open containers this is, counted from outside from 1.
    let level: Int
    private(set) var count = 0

    init(writer: JSONWriter, level: Int) {
        self.writer = writer
        self.level = level
    }

    var codingPath: [any CodingKey] { [] }

    private mutating func item(_ write: (inout JSONOutput) -> Void) {
        count += 1
        writer.output.item(at: level, write)
    }

    mutating func encodeNil() { item { $0.writeNull() } }
    mutating func encode(_ value: Bool) { item { $0.write(value) } }
    mutating func encode(_ value: String) { item { $0.write(value) } }
    mutating func encode(_ value: Double) { item { $0.write(float: value) } }
    mutating func encode(_ value: Float) { item { $0.write(float: value) } }
    mutating func encode(_ value: Int) { item { $0.write(integer: value) } }
    mutating func encode(_ value: Int8) { item { $0.write(integer: value) } }
    mutating func encode(_ value: Int16) { item { $0.write(integer: value) } }
    mutating func encode(_ value: Int32) { item { $0.write(integer: value) } }
    mutating func encode(_ value: Int64) { item { $0.write(integer: value) } }
    mutating func encode(_ value: Int128) { item { $0.write(integer: value) } }
    mutating func encode(_ value: UInt) { item { $0.write(integer: value) } }
    mutating func encode(_ value: UInt8) { item { $0.write(integer: value) } }
    mutating func encode(_ value: UInt16) { item { $0.write(integer: value) } }
    mutating func encode(_ value: UInt32) { item { $0.write(integer: value) } }
    mutating func encode(_ value: UInt64) { item { $0.write(integer: value) } }
    mutating func encode(_ value: UInt128) { item { $0.write(integer: value) } }
    mutating func encode<Value: Encodable>(_ value: Value) throws {
        item { _ in }
        try writer.write(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        superEncoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder {
        item { _ in }
        return JSONStreamEncoder(writer: writer, level: level)
    }
}

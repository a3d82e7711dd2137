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

    private mutating func next() -> JSONWriter {
        writer.beginItem(at: level)
        count += 1
        return writer
    }

    mutating func encodeNil() { next().writeNull() }
    mutating func encode(_ value: Bool) { next().write(value) }
    mutating func encode(_ value: String) { next().write(value) }
    mutating func encode(_ value: Double) { next().write(float: value) }
    mutating func encode(_ value: Float) { next().write(float: value) }
    mutating func encode(_ value: Int) { next().write(integer: value) }
    mutating func encode(_ value: Int8) { next().write(integer: value) }
    mutating func encode(_ value: Int16) { next().write(integer: value) }
    mutating func encode(_ value: Int32) { next().write(integer: value) }
    mutating func encode(_ value: Int64) { next().write(integer: value) }
    mutating func encode(_ value: Int128) { next().write(integer: value) }
    mutating func encode(_ value: UInt) { next().write(integer: value) }
    mutating func encode(_ value: UInt8) { next().write(integer: value) }
    mutating func encode(_ value: UInt16) { next().write(integer: value) }
    mutating func encode(_ value: UInt32) { next().write(integer: value) }
    mutating func encode(_ value: UInt64) { next().write(integer: value) }
    mutating func encode(_ value: UInt128) { next().write(integer: value) }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try next().write(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        superEncoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder { JSONStreamEncoder(writer: next(), level: level) }
}

/// Gives `Encodable` types the containers in which they write themselves, straight into the bytes.
///
/// Two limits that come with writing at once: a nested container is done when its parent is written to, and coding
/// paths are empty.
struct JSONStreamEncoder: Encoder {
    let writer: JSONWriter
    /// How many containers are open around the value to come.
    let level: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        open(isObject: true)
        return KeyedEncodingContainer(JSONKeyedEncoding<Key>(writer: writer, level: level + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        open(isObject: false)
        return JSONUnkeyedEncoding(writer: writer, level: level + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleEncoding(writer: writer) }

    /// A type may ask twice, a subclass after its superclass, say: it then goes on in the same object.
    private func open(isObject: Bool) {
        if writer.output.depth > level {
            writer.output.close(to: level + 1)
        } else {
            writer.output.open(isObject: isObject)
        }
    }
}

struct JSONSingleEncoding: SingleValueEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.output.writeNull() }
    func encode(_ value: Bool) { writer.output.write(value) }
    func encode(_ value: String) { writer.output.write(value) }
    func encode(_ value: Double) { writer.output.write(float: value) }
    func encode(_ value: Float) { writer.output.write(float: value) }
    func encode(_ value: Int) { writer.output.write(integer: value) }
    func encode(_ value: Int8) { writer.output.write(integer: value) }
    func encode(_ value: Int16) { writer.output.write(integer: value) }
    func encode(_ value: Int32) { writer.output.write(integer: value) }
    func encode(_ value: Int64) { writer.output.write(integer: value) }
    func encode(_ value: Int128) { writer.output.write(integer: value) }
    func encode(_ value: UInt) { writer.output.write(integer: value) }
    func encode(_ value: UInt8) { writer.output.write(integer: value) }
    func encode(_ value: UInt16) { writer.output.write(integer: value) }
    func encode(_ value: UInt32) { writer.output.write(integer: value) }
    func encode(_ value: UInt64) { writer.output.write(integer: value) }
    func encode(_ value: UInt128) { writer.output.write(integer: value) }
    func encode<Value: Encodable>(_ value: Value) throws { try writer.write(value) }
}

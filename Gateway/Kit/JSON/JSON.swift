/// Writes JSON.
///
/// Keys stand in the order in which they are encoded; a `[String: Value]` is sorted by key, so that equal values give
/// equal bytes. A `Double` that is not finite is written as `null`, for JSON has no word for it. A property that is
/// `nil` is left out by the synthesized `encode(to:)`.
public enum JSON {
    /// Appends the value's JSON to the bytes.
    ///
    /// Never fails: an `encode(to:)` that throws is a mistake of its type, and `null` takes the place of the whole
    /// value.
    public static func encode<Value: Encodable>(_ value: Value, into bytes: inout [UInt8]) {
        let start = bytes.count
        let writer = JSONWriter(taking: &bytes)
        do {
            try writer.write(value)
            writer.give(to: &bytes)
        } catch {
            writer.give(to: &bytes)
            bytes.removeSubrange(start...)
            bytes.append(contentsOf: "null".utf8)
        }
    }

    /// The same for a value that writes itself.
    public static func encode<Value: JSONWritable>(_ value: Value, into bytes: inout [UInt8]) {
        var output = JSONOutput()
        swap(&output.bytes, &bytes)
        value.write(to: &output)
        swap(&output.bytes, &bytes)
    }

    /// The value's JSON; see `encode(_:into:)`.
    public static func encode<Value: Encodable>(_ value: Value) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        encode(value, into: &bytes)
        return bytes
    }
}

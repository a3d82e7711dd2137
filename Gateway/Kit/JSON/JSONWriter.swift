/// What the containers of one encoding share. Bound to one `encode` call.
final class JSONWriter {
    var output = JSONOutput()

    /// Takes the bytes without a copy; `give(to:)` returns them.
    init(taking bytes: inout [UInt8]) { swap(&output.bytes, &bytes) }

    func give(to bytes: inout [UInt8]) { swap(&output.bytes, &bytes) }

    /// Writes a value where one is due, whatever its type.
    func write<Value: Encodable>(_ value: Value) throws {
        // The library's own encoding of a dictionary has no order.
        if Value.self is any KeySorted.Type, let value = value as? any KeySorted { return try value.write(to: self) }
        let (level, start) = (output.depth, output.bytes.count)
        try value.encode(to: JSONStreamEncoder(writer: self, level: level))
        // A type without properties may never ask for a container.
        if output.bytes.count == start { output.open(isObject: true) }
        output.close(to: level)
    }
}

/// A dictionary whose members are written in the order of their keys.
private protocol KeySorted {
    func write(to writer: JSONWriter) throws
}

extension Dictionary: KeySorted where Key == String, Value: Encodable {
    fileprivate func write(to writer: JSONWriter) throws {
        writer.output.open(isObject: true)
        let level = writer.output.depth
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            writer.output.beginMember(key, at: level)
            try writer.write(value)
        }
        writer.output.close(to: level - 1)
    }
}

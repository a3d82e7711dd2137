/// Bytes that JSON is being appended to, and which objects and arrays are open in them. Bound to one `encode` call.
final class JSONWriter {
    private(set) var bytes: [UInt8]
    /// How many objects and arrays are open.
    private(set) var depth = 0
    /// Which of the outer 64 of them are objects, the outermost lowest; the rest follow in `deeper`.
    private var objects: UInt64 = 0
    private var deeper: [Bool] = []

    /// Takes the bytes without a copy; `give(to:)` returns them.
    init(taking bytes: inout [UInt8]) {
        self.bytes = []
        swap(&self.bytes, &bytes)
    }

    func give(to other: inout [UInt8]) { swap(&bytes, &other) }

    /// Opens an object or an array where a value is due.
    func open(isObject: Bool) {
        if depth < 64 {
            objects = isObject ? objects | 1 << UInt64(depth) : objects & ~(1 << UInt64(depth))
        } else {
            deeper.append(isObject)
        }
        depth += 1
        bytes.append(isObject ? 0x7B : 0x5B)
    }

    /// Closes what is open until no more than so many are.
    func close(to target: Int) {
        while depth > target {
            depth -= 1
            let isObject = depth < 64 ? objects >> UInt64(depth) & 1 == 1 : deeper.removeLast()
            bytes.append(isObject ? 0x7D : 0x5D)
        }
    }

    /// Makes room for the next member or element of the container that is the `level`th from outside.
    ///
    /// Traps when that one is closed already: a nested container is done once its parent is written to.
    func beginItem(at level: Int) {
        precondition(depth >= level, "a nested container is written to after its parent went on")
        close(to: level)
        // Only an opening bracket ends in one of these, so the bytes tell whether this is the first item.
        if let last = bytes.last, last != 0x7B, last != 0x5B { bytes.append(0x2C) }
    }

    /// The same with a member's key.
    func beginMember(_ key: String, at level: Int) {
        beginItem(at: level)
        JSON.appendString(key, to: &bytes)
        bytes.append(0x3A)
    }

    /// Writes a value where one is due, whatever its type.
    func write<Value: Encodable>(_ value: Value) throws {
        if Value.self is any JSONWritable.Type, let value = value as? any JSONWritable {
            return try value.write(to: self)
        }
        let (level, start) = (depth, bytes.count)
        try value.encode(to: JSONStreamEncoder(writer: self, level: level))
        // A type without properties may never ask for a container.
        if bytes.count == start { open(isObject: true) }
        close(to: level)
    }

    func write(_ text: String) { JSON.appendString(text, to: &bytes) }

    func write(_ value: Bool) { bytes.append(contentsOf: value ? "true".utf8 : "false".utf8) }

    func writeNull() { bytes.append(contentsOf: "null".utf8) }

    /// JSON that is known to be valid.
    func writeVerbatim(_ text: String) { bytes.append(contentsOf: text.utf8) }

    func write<Number: BinaryFloatingPoint & CustomStringConvertible>(float value: Number) {
        value.isFinite ? bytes.append(contentsOf: value.description.utf8) : writeNull()
    }

    func write<Number: FixedWidthInteger>(integer value: Number) {
        var digits = InlineArray<40, UInt8>(repeating: 0)
        var first = digits.count
        var rest = value.magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            first -= 1
            digits[first] = 0x30 + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0
        if value < 0 { bytes.append(0x2D) }
        for index in first..<digits.count { bytes.append(digits[index]) }
    }
}

/// A value that writes itself instead of going through `Encodable`.
protocol JSONWritable {
    func write(to writer: JSONWriter) throws
}

extension Dictionary: JSONWritable where Key == String, Value: Encodable {
    func write(to writer: JSONWriter) throws {
        writer.open(isObject: true)
        let level = writer.depth
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            writer.beginMember(key, at: level)
            try writer.write(value)
        }
        writer.close(to: level - 1)
    }
}

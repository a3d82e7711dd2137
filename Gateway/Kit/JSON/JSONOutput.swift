import System

/// Bytes that JSON is being appended to, and which objects and arrays are open in them.
public struct JSONOutput {
    var bytes: [UInt8] = []
    /// How many objects and arrays are open.
    @usableFromInline private(set) var depth = 0
    /// Which of the outer 64 of them are objects, the outermost lowest; the rest follow in `deeper`.
    private var objects: UInt64 = 0
    private var deeper: [Bool] = []

    /// Opens an object or an array where a value is due.
    @usableFromInline mutating func open(isObject: Bool) {
        if depth < 64 {
            objects = isObject ? objects | 1 << UInt64(depth) : objects & ~(1 << UInt64(depth))
        } else {
            deeper.append(isObject)
        }
        depth += 1
        bytes.append(isObject ? 0x7B : 0x5B)
    }

    /// Closes what is open until no more than so many are.
    @usableFromInline mutating func close(to target: Int) {
        while depth > target {
            depth -= 1
            let isObject = depth < 64 ? objects >> UInt64(depth) & 1 == 1 : deeper.removeLast()
            bytes.append(isObject ? 0x7D : 0x5D)
        }
    }

    /// Makes room for the next member or element of the container that is the `level`th from outside.
    ///
    /// Traps when that one is closed already: a nested container is done once its parent is written to.
    mutating func beginItem(at level: Int) {
        if needsComma(at: level) { bytes.append(0x2C) }
    }

    /// The same with a member's key.
    mutating func beginMember(_ key: String, at level: Int) {
        JSON.appendKey(key, afterComma: needsComma(at: level), to: &bytes)
    }

    private mutating func needsComma(at level: Int) -> Bool {
        precondition(depth >= level, "a nested container is written to after its parent went on")
        if depth > level { close(to: level) }
        // Only an opening bracket ends in one of these, so the bytes tell whether this is the first item.
        guard let last = bytes.last else { return false }
        return last != 0x7B && last != 0x5B
    }

    /// A whole element.
    @inline(__always)
    mutating func item(at level: Int, _ write: (inout JSONOutput) -> Void) {
        beginItem(at: level)
        write(&self)
    }

    /// A whole member.
    @inline(__always)
    mutating func member(_ key: String, at level: Int, _ write: (inout JSONOutput) -> Void) {
        beginMember(key, at: level)
        write(&self)
    }
}

// MARK: Values

extension JSONOutput {
    mutating func write(_ text: String) { JSON.appendString(text, to: &bytes) }

    mutating func write(_ value: Bool) { bytes.append(contentsOf: value ? "true".utf8 : "false".utf8) }

    mutating func writeNull() { bytes.append(contentsOf: "null".utf8) }

    /// JSON that is known to be valid.
    mutating func writeVerbatim(_ text: String) { bytes.append(copying: text.utf8.span) }

    mutating func write<Number: BinaryFloatingPoint & CustomStringConvertible>(float value: Number) {
        value.isFinite ? bytes.append(contentsOf: value.description.utf8) : writeNull()
    }

    mutating func write<Number: FixedWidthInteger>(integer value: Number) { bytes.append(decimal: value) }
}

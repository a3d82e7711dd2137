/// A value that writes its own JSON: for answers that are given all the time. It costs two fifths of what `Encodable`
/// does, and says `null` where a synthesized `encode(to:)` leaves a member out.
public protocol JSONWritable: Encodable {
    /// Writes exactly one value.
    func write(to json: inout JSONOutput)
}

extension JSONWritable {
    /// Writes the same into any encoder.
    public func encode(to encoder: any Encoder) throws {
        if let encoder = encoder as? JSONStreamEncoder { return write(to: &encoder.writer.output) }
        var json = JSONOutput()
        write(to: &json)
        try JSONValue(JSONDocument(parsing: json.bytes, depthLimit: 512).root).encode(to: encoder)
    }
}

extension JSONOutput {
    /// Writes an object, whose members `body` writes. Inlined, so that a value need not be copied to be written.
    @inlinable
    @inline(__always)
    public mutating func object(_ body: (inout JSONOutput) -> Void) {
        open(isObject: true)
        let level = depth
        body(&self)
        close(to: level - 1)
    }

    /// Writes a member of the object that is open.
    public mutating func member(_ key: String, _ value: String) {
        beginMember(key, at: depth)
        write(value)
    }

    /// Writes a member of the object that is open; `null` for `nil`.
    public mutating func member(_ key: String, _ value: String?) {
        beginMember(key, at: depth)
        if let value { write(value) } else { writeNull() }
    }

    /// Writes a member of the object that is open.
    public mutating func member(_ key: String, _ value: Bool) {
        beginMember(key, at: depth)
        write(value)
    }

    /// Writes a member of the object that is open.
    public mutating func member(_ key: String, _ value: Int) {
        beginMember(key, at: depth)
        write(integer: value)
    }

    /// Writes a member of the object that is open; `null` for `nil`.
    public mutating func member(_ key: String, _ value: (some JSONWritable)?) {
        beginMember(key, at: depth)
        if let value { value.write(to: &self) } else { writeNull() }
    }

    /// Writes an array, a member of the object that is open.
    public mutating func member(_ key: String, _ values: [some JSONWritable]) {
        beginMember(key, at: depth)
        open(isObject: false)
        let level = depth
        for value in values { item(at: level) { value.write(to: &$0) } }
        close(to: level - 1)
    }

    /// Writes a member of the object that is open.
    public mutating func member(_ key: String, _ value: JSONText) {
        beginMember(key, at: depth)
        writeVerbatim(value.text)
    }
}

/// A JSON text that was read strictly (RFC 8259), and where each of its values stands.
///
/// Refused beside what the grammar refuses: a key twice in one object, bytes that are not UTF-8, half a surrogate pair,
/// a byte order mark, and nesting deeper than the limit. The document owns the text; it costs 16 bytes a value beside
/// it, so the number of values needs no limit of its own where the text has one. A copy costs no more than a reference.
public struct JSONDocument: Sendable {
    let bytes: [UInt8]
    let entries: [JSONEntry]

    /// Reads one text, which must hold one value.
    /// - Parameters:
    ///   - bytes: the text, less than 4 GiB.
    ///   - depthLimit: how many objects and arrays may be open at once.
    public init(parsing bytes: consuming [UInt8], depthLimit: Int = 64) throws(JSONSyntaxError) {
        var parser = JSONParser(bytes.span, depthLimit: depthLimit)
        try parser.parse()
        entries = parser.entries
        self.bytes = bytes
    }

    /// The outermost value.
    public var root: JSONNode { JSONNode(self, 0) }

    /// The row of a member's value.
    func row(ofMember name: String, inObjectAt object: Int) -> Int? {
        let entries = entries.span
        let bytes = bytes.span
        let wanted = name.utf8.span
        let end = object < entries.count ? Int(entries[object].next) : 0
        var key = object + 1
        while key < end {
            if Self.isString(entries[key], wanted, bytes) { return key + 1 }
            key = Int(entries[key + 1].next)
        }
        return nil
    }

    /// A string or key has these characters.
    private static func isString(_ entry: JSONEntry, _ wanted: Span<UInt8>, _ bytes: Span<UInt8>) -> Bool {
        let content = entry.content
        if entry.isEscaped {
            var cursor = JSONStringCursor(bytes, content)
            for index in wanted.indices where cursor.next() != wanted[index] { return false }
            return cursor.next() == nil
        }
        guard content.count == wanted.count else { return false }
        for index in wanted.indices where bytes[content.lowerBound + index] != wanted[index] { return false }
        return true
    }

    // MARK: Members of the outermost object, each looked at without a node

    /// The characters of the string of that name; `nil` when there is none.
    public func string(_ name: String) -> String? {
        guard let entry = entry(ofMember: name), entry.kind == .string else { return nil }
        return Self.string(of: entry, in: bytes.span)
    }

    /// The integer of that name; `nil` when there is none, or outside of 64 bits.
    public func int64(_ name: String) -> Int64? {
        guard let entry = entry(ofMember: name), entry.kind == .integer else { return nil }
        return Int64(digits: bytes.span.extracting(Int(entry.start)..<Int(entry.end)))
    }

    /// There is a string of that name with these characters.
    public func has(_ name: String, _ text: String) -> Bool {
        guard let entry = entry(ofMember: name), entry.kind == .string else { return false }
        return Self.isString(entry, text.utf8.span, bytes.span)
    }

    private func entry(ofMember name: String) -> JSONEntry? {
        guard entries[0].kind == .object, let row = row(ofMember: name, inObjectAt: 0) else { return nil }
        return entries[row]
    }

    /// What a string's row stands for.
    static func string(of entry: JSONEntry, in bytes: Span<UInt8>) -> String {
        let content = entry.content
        if !entry.isEscaped, let text = try? UTF8Span(validating: bytes.extracting(content)) {
            return String(copying: text)
        }
        var unescaped: [UInt8] = []
        unescaped.reserveCapacity(content.count)
        var cursor = JSONStringCursor(bytes, content)
        while let byte = cursor.next() { unescaped.append(byte) }
        return String(decoding: unescaped, as: UTF8.self)
    }
}

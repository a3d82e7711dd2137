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

    private init() {
        bytes = []
        entries = []
    }

    /// Holds no value, and no root: stands where there may be a document.
    static let nothing = JSONDocument()

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
            if Self.isKey(entries[key], wanted, bytes) { return key + 1 }
            key = Int(entries[key + 1].next)
        }
        return nil
    }

    private static func isKey(_ key: JSONEntry, _ wanted: Span<UInt8>, _ bytes: Span<UInt8>) -> Bool {
        let content = key.content
        if key.isEscaped {
            var cursor = JSONStringCursor(bytes, content)
            for index in wanted.indices where cursor.next() != wanted[index] { return false }
            return cursor.next() == nil
        }
        guard content.count == wanted.count else { return false }
        for index in wanted.indices where bytes[content.lowerBound + index] != wanted[index] { return false }
        return true
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

/// Reads one JSON text into a table of rows (RFC 8259), without recursion and with one allocation.
struct JSONParser: ~Escapable {
    let bytes: Span<UInt8>
    let depthLimit: Int
    /// The next byte to look at.
    var offset = 0
    private(set) var entries: [JSONEntry] = []
    /// The row of the innermost open object or array.
    private var container = JSONEntry.none
    private var depth = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    @_lifetime(self: copy self)
    mutating func parse() throws(JSONSyntaxError) {
        try checkEncoding()
        // Small texts have a row in 6 bytes or fewer; large ones grow the table as they need it.
        entries.reserveCapacity(min(bytes.count / 6 + 4, 1024))
        skipWhitespace()
        if offset == bytes.count { throw failure(.empty, at: offset) }
        try parseValue()
        while container != JSONEntry.none { try continueContainer() }
        skipWhitespace()
        if offset < bytes.count { throw failure(.trailingData, at: offset) }
    }

    private func checkEncoding() throws(JSONSyntaxError) {
        if bytes.count >= JSONEntry.none { throw JSONSyntaxError(.tooLong, at: 0, in: bytes) }
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw failure(.byteOrderMark, at: 0)
        }
        do {
            _ = try UTF8Span(validating: bytes)
        } catch {
            throw failure(.invalidUTF8, at: error.byteOffsets.lowerBound)
        }
    }

    /// One member or element of the innermost container, or its end.
    @_lifetime(self: copy self)
    private mutating func continueContainer() throws(JSONSyntaxError) {
        let row = Int(container)
        let kind = entries[row].kind
        let end: UInt8 = kind == .object ? 0x7D : 0x5D
        skipWhitespace()
        guard offset < bytes.count else { throw unclosed(row) }
        if bytes[offset] == end { return try closeContainer(row) }
        if entries.count > row + 1 {
            guard bytes[offset] == 0x2C else { throw failure(.expectedCommaOrEnd(kind), at: offset) }
            offset += 1
            skipWhitespace()
            guard offset < bytes.count else { throw unclosed(row) }
            if bytes[offset] == end { throw failure(.trailingComma, at: offset) }
        }
        if kind == .object { try parseKey(row) }
        try parseValue()
    }

    @_lifetime(self: copy self)
    private mutating func parseKey(_ row: Int) throws(JSONSyntaxError) {
        guard bytes[offset] == 0x22 else { throw failure(.expectedKey, at: offset) }
        try parseString()
        skipWhitespace()
        guard offset < bytes.count else { throw unclosed(row) }
        guard bytes[offset] == 0x3A else { throw failure(.expectedColon, at: offset) }
        offset += 1
        skipWhitespace()
        guard offset < bytes.count else { throw unclosed(row) }
    }

    @_lifetime(self: copy self)
    private mutating func parseValue() throws(JSONSyntaxError) {
        switch bytes[offset] {
        case 0x22: try parseString()
        case 0x7B: try openContainer(.object)
        case 0x5B: try openContainer(.array)
        case 0x2D, 0x30...0x39:
            let start = offset
            let kind = try scanNumber()
            append(kind, from: start)
        case 0x74: try parseWord([0x74, 0x72, 0x75, 0x65], .true)
        case 0x66: try parseWord([0x66, 0x61, 0x6C, 0x73, 0x65], .false)
        case 0x6E: try parseWord([0x6E, 0x75, 0x6C, 0x6C], .null)
        default: throw failure(.expectedValue, at: offset)
        }
    }

    @_lifetime(self: copy self)
    private mutating func parseString() throws(JSONSyntaxError) {
        let start = offset
        let isEscaped = try scanString()
        append(.string, from: start, isEscaped: isEscaped)
    }

    @_lifetime(self: copy self)
    private mutating func parseWord<let count: Int>(
        _ word: InlineArray<count, UInt8>, _ kind: JSONNode.Kind
    ) throws(JSONSyntaxError) {
        let start = offset
        guard skip(word) else { throw failure(.expectedValue, at: start) }
        append(kind, from: start)
    }

    @_lifetime(self: copy self)
    private mutating func openContainer(_ kind: JSONNode.Kind) throws(JSONSyntaxError) {
        guard depth < depthLimit else { throw failure(.tooDeep(limit: depthLimit), at: offset) }
        depth += 1
        let row = UInt32(entries.count)
        let start = UInt32(offset)
        entries.append(JSONEntry(start: start, end: start, next: container, kind: kind, isEscaped: false))
        container = row
        offset += 1
    }

    @_lifetime(self: copy self)
    private mutating func closeContainer(_ row: Int) throws(JSONSyntaxError) {
        offset += 1
        depth -= 1
        container = entries[row].next
        entries[row].end = UInt32(offset)
        entries[row].next = UInt32(entries.count)
        guard entries[row].kind == .object else { return }
        if let twice = JSONDuplicateKeys.find(inObjectAt: row, entries.span, bytes) {
            let key = JSONDocument.string(of: entries[twice.second], in: bytes)
            let line = JSONPosition(of: Int(entries[twice.first].start), in: bytes).line
            throw failure(.duplicateKey(key, firstLine: line), at: Int(entries[twice.second].start))
        }
    }

    @_lifetime(self: copy self)
    private mutating func append(_ kind: JSONNode.Kind, from start: Int, isEscaped: Bool = false) {
        entries.append(
            JSONEntry(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: offset),
                next: UInt32(truncatingIfNeeded: entries.count + 1), kind: kind, isEscaped: isEscaped))
    }

    private func unclosed(_ row: Int) -> JSONSyntaxError {
        let line = JSONPosition(of: Int(entries[row].start), in: bytes).line
        return failure(.unclosed(entries[row].kind, openedAtLine: line), at: bytes.count)
    }

    func failure(_ reason: JSONSyntaxError.Reason, at offset: Int) -> JSONSyntaxError {
        JSONSyntaxError(reason, at: offset, in: bytes)
    }
}

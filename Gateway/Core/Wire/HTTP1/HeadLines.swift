/// Reads the lines of a head (RFC 9112 §2.1, §5), a request's or an answer's, each byte once however they are cut.
///
/// Offsets count from the head's first byte, which the caller gives again at the front until the head is complete.
struct HeadLines {
    /// Where the line that is being read begins: all before it is read. Of a head that is complete, its length.
    private(set) var lineStart = 0
    /// Up to where that line has no control character.
    private(set) var scanned = 0
    private var fieldsStart = 0

    /// Where the CR of the line at hand is; `nil` when its LF has not come yet. Whether a line is too long never
    /// depends on how the bytes were cut: what stands behind the limit is not looked at.
    mutating func lineEnd(_ bytes: Span<UInt8>, _ limit: Int, tooLong: ParseFailure) throws(ParseFailure) -> Int? {
        let bound = lineStart + limit + 1
        scanned = bytes.firstControl(from: scanned, to: min(bytes.count, bound))
        if scanned >= bound { throw tooLong }
        guard scanned < bytes.count else { return nil }
        guard bytes[scanned] == 0x0D else { throw bytes[scanned] == 0x0A ? .bareLineFeed : .controlCharacter }
        guard scanned + 1 < bytes.count else { return nil }
        guard bytes[scanned + 1] == 0x0A else { throw .bareCarriageReturn }
        return scanned
    }

    /// The first line, whose CR is there, is read: what follows are fields.
    mutating func beginFields(after end: Int) {
        fieldsStart = end + 2
        advance(to: fieldsStart)
    }

    /// Reads field lines up to the empty one.
    /// - Returns: the head is complete, and ends at `lineStart`.
    mutating func readFields(
        _ bytes: Span<UInt8>, _ fields: inout [RequestHead.Field], _ index: inout FieldIndex, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Bool {
        while true {
            // Two bytes are the line's end.
            let room = max(0, fieldsStart + limits.headBytes - lineStart - 2)
            let end =
                try room < limits.fieldBytes
                ? lineEnd(bytes, room, tooLong: .fieldsTooLong)
                : lineEnd(bytes, limits.fieldBytes, tooLong: .fieldTooLong)
            guard let end else { return false }
            if end > lineStart {
                guard fields.count < limits.fieldCount else { throw .tooManyFields }
                try readField(bytes, lineStart..<end, &fields, &index)
            }
            let isLast = end == lineStart
            advance(to: end + 2)
            if isLast { return true }
        }
    }

    private mutating func advance(to start: Int) {
        lineStart = start
        scanned = start
    }

    /// `name ":" OWS value OWS` (RFC 9112 §5).
    private func readField(
        _ bytes: Span<UInt8>, _ line: Range<Int>, _ fields: inout [RequestHead.Field], _ index: inout FieldIndex
    ) throws(ParseFailure) {
        var packed: UInt128 = 0
        var colon = line.lowerBound
        while colon < line.upperBound {
            let lower = TokenByte.lowercased[Int(bytes[colon])]
            guard lower != 0 else { break }
            packed = packed &<< 8 | UInt128(lower)
            colon &+= 1
        }
        let name = line.lowerBound..<colon
        guard colon < line.upperBound, bytes[colon] == UInt8(ascii: ":"), !name.isEmpty else {
            throw Self.failure(bytes, line, at: colon)
        }
        if let known = KnownField(length: name.count, packed: packed, first: bytes[name.lowerBound]) {
            index.note(known, at: fields.count)
        }
        fields.append(RequestHead.Field(name: name, value: bytes.trimmed(colon &+ 1..<line.upperBound)))
    }

    /// What is wrong with a line whose name does not end in a colon.
    private static func failure(_ bytes: Span<UInt8>, _ line: Range<Int>, at index: Int) -> ParseFailure {
        guard index < line.upperBound, bytes[index].isOptionalWhitespace else { return .fieldNameMalformed }
        return index == line.lowerBound ? .fieldFolded : .spaceBeforeColon
    }
}

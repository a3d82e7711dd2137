/// Reads the request line and the field lines (RFC 9112 §2 to §5), each byte once however they are cut.
///
/// Offsets count from the request's first byte, which the caller gives again at the front until the head is complete.
struct HeadParser {
    /// Where the line that is being read begins: all before it is read.
    private(set) var lineStart = 0
    /// Up to where that line has no control character.
    private(set) var scanned = 0
    private var fieldsStart = 0
    private var hasRequestLine = false
    private(set) var isVersion10 = false
    /// What the head says of the content and of the connection; of meaning when it is complete.
    private(set) var framing = HTTP1Framing()

    /// - Returns: the head's length once it is complete; `nil` when more bytes are needed.
    mutating func parse(
        _ bytes: Span<UInt8>, into head: inout RequestHead, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Int? {
        guard try readLines(bytes, into: &head, limits) else { return nil }
        framing = try HTTP1Framing(reading: &head, isVersion10: isVersion10)
        return lineStart
    }

    /// - Returns: the head is complete, and ends at `lineStart`.
    private mutating func readLines(
        _ bytes: Span<UInt8>, into head: inout RequestHead, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Bool {
        // Whatever comes of the rest, what was read can be looked at: for the log line of a refusal.
        defer { head.bytes.append(copying: bytes.extracting(head.bytes.count..<lineStart)) }
        if !hasRequestLine {
            let limit = limits.requestLineBytes
            guard let end = try lineEnd(bytes, limit, tooLong: .requestLineTooLong) else { return false }
            (head.line, isVersion10) = try RequestLine.read(bytes, lineStart..<end)
            hasRequestLine = true
            fieldsStart = end + 2
            advance(to: fieldsStart)
        }
        return try readFields(bytes, &head.fields, &head.index, limits)
    }

    /// - Returns: the head is complete, and ends at `lineStart`.
    private mutating func readFields(
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

    /// Where the line's CR is; `nil` when its LF has not come yet. Whether a line is too long never depends on how the
    /// bytes were cut: what stands behind the limit is not looked at.
    private mutating func lineEnd(
        _ bytes: Span<UInt8>, _ limit: Int, tooLong: ParseFailure
    ) throws(ParseFailure) -> Int? {
        let bound = lineStart + limit + 1
        scanned = bytes.firstControl(from: scanned, to: min(bytes.count, bound))
        if scanned >= bound { throw tooLong }
        guard scanned < bytes.count else { return nil }
        guard bytes[scanned] == 0x0D else { throw bytes[scanned] == 0x0A ? .bareLineFeed : .controlCharacter }
        guard scanned + 1 < bytes.count else { return nil }
        guard bytes[scanned + 1] == 0x0A else { throw .bareCarriageReturn }
        return scanned
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

/// Reads the request line and the field lines (RFC 9112 §2 to §5), each byte once however they are cut.
///
/// Offsets count from the request's first byte, which the caller gives again at the front until the head is complete.
struct HeadParser {
    private var lines = HeadLines()
    private var hasRequestLine = false
    private(set) var isVersion10 = false
    /// What the head says of the content and of the connection; of meaning when it is complete.
    private(set) var framing = HTTP1Framing()

    /// How many bytes were looked at.
    var scanned: Int { lines.scanned }

    /// - Returns: the head's length once it is complete; `nil` when more bytes are needed.
    mutating func parse(
        _ bytes: Span<UInt8>, into head: inout RequestHead, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Int? {
        guard try readLines(bytes, into: &head, limits) else { return nil }
        framing = try HTTP1Framing(reading: &head, isVersion10: isVersion10)
        return lines.lineStart
    }

    /// - Returns: the head is complete.
    private mutating func readLines(
        _ bytes: Span<UInt8>, into head: inout RequestHead, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Bool {
        // Whatever comes of the rest, what was read can be looked at: for the log line of a refusal.
        defer { head.bytes.append(copying: bytes.extracting(head.bytes.count..<lines.lineStart)) }
        if !hasRequestLine {
            let limit = limits.requestLineBytes
            guard let end = try lines.lineEnd(bytes, limit, tooLong: .requestLineTooLong) else { return false }
            (head.line, isVersion10) = try RequestLine.read(bytes, lines.lineStart..<end)
            hasRequestLine = true
            lines.beginFields(after: end)
        }
        return try lines.readFields(bytes, &head.fields, &head.index, limits)
    }
}

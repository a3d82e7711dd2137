/// Reads requests from a stream of bytes, with the same result however they are cut. Pure: no clock, no socket.
///
/// The first byte given is always the one after the last byte consumed. A head is consumed as a whole, so until it is
/// complete the caller keeps its bytes, at most `HTTPLimits.unfinishedHeadBytes`, and gives them again with more; each
/// is looked at once all the same. Content is consumed as it comes. After `complete` the parser is ready for the next
/// request, and the caller gives it a head that was reset.
package struct RequestParser {
    /// What became of the bytes.
    package enum Event: Sendable, Equatable {
        /// All that can be used is used.
        case needMore
        /// The head is read: the caller looks at it, calls `beginBody`, and parses on; or it refuses the request.
        case headComplete
        /// Content, without its transfer coding: a range of the bytes given.
        case content(Range<Int>)
        /// The request is read to its end.
        case complete
        /// It is no request. All later calls say the same; the connection must be closed after the answer.
        case failed(ParseFailure)
    }

    /// How far one call came.
    package struct Step: Sendable, Equatable {
        /// So many bytes from the front need not be given again.
        package let consumed: Int
        package let event: Event
    }

    private enum Phase {
        /// Before the request line.
        case idle
        case head
        /// The head is read, the limit of the body not said yet.
        case headComplete
        /// So many bytes are to come.
        case length(Int)
        case chunked
        case failed(ParseFailure)
    }

    /// Empty lines before a request line that are forgiven (RFC 9112 §2.2): some clients end a body with one.
    private static let forgivenLines = 2

    private var phase = Phase.idle
    private var emptyLines = 0
    private var lines = HeadLines()
    private var hasRequestLine = false
    private var isVersion10 = false
    private var chunks = ChunkedDecoder()
    /// How much content may still come.
    private var roomBytes = 0
    /// What the head that was read says of the content and of the connection.
    package private(set) var framing = HTTP1Framing()
    /// Bytes of the request at hand that were looked at so far, its framing included; after `complete`, of that one.
    package private(set) var bytesIn = 0

    package init() {}

    /// Nothing of a request has come, so the connection may be closed without an answer.
    package var isIdle: Bool { if case .idle = phase { lines.scanned == 0 } else { false } }

    /// Reads on.
    /// - Parameters:
    ///   - head: gets what is read of it; the same in all calls for one request.
    ///   - limits: the same in all calls for one request.
    package mutating func parse(_ bytes: Span<UInt8>, into head: inout RequestHead, limits: HTTPLimits) -> Step {
        switch phase {
        case .idle, .head: return parseHead(bytes, into: &head, limits)
        case .headComplete:
            if let failure = beginBody(framing.content, limitBytes: limits.bodyBytes) { return fail(failure) }
            return parse(bytes, into: &head, limits: limits)
        case .length(let remaining): return takeContent(bytes, remaining)
        case .chunked: return takeChunks(bytes, limits)
        case .failed(let failure): return fail(failure)
        }
    }

    /// Says how much content is wanted; to be called once after `headComplete`. Without the call it is
    /// `limits.bodyBytes`.
    /// - Returns: `bodyTooLarge` when the head already says so.
    package mutating func beginBody(_ content: HTTP1Framing.Content, limitBytes: Int) -> ParseFailure? {
        roomBytes = limitBytes
        switch content {
        case .none: phase = .length(0)
        case .chunked: phase = .chunked
        case .length(let length):
            guard length <= limitBytes else {
                phase = .failed(.bodyTooLarge)
                return .bodyTooLarge
            }
            phase = .length(length)
        }
        return nil
    }

    private mutating func fail(_ failure: ParseFailure) -> Step {
        phase = .failed(failure)
        return Step(consumed: 0, event: .failed(failure))
    }

    private mutating func finish(_ consumed: Int) -> Step {
        phase = .idle
        emptyLines = 0
        lines = HeadLines()
        hasRequestLine = false
        chunks = ChunkedDecoder()
        return Step(consumed: consumed, event: .complete)
    }
}

// MARK: The head

extension RequestParser {
    private mutating func parseHead(_ bytes: Span<UInt8>, into head: inout RequestHead, _ limits: HTTPLimits) -> Step {
        if case .idle = phase, emptyLines == 0 { bytesIn = 0 }
        var used = 0
        defer { bytesIn += used }
        do throws(ParseFailure) {
            if case .idle = phase { try skipEmptyLines(bytes, &used) }
            guard case .head = phase else { return Step(consumed: used, event: .needMore) }
            let rest = bytes.extracting(used..<bytes.count)
            guard try readLines(rest, into: &head, limits) else { return Step(consumed: used, event: .needMore) }
            framing = try HTTP1Framing(reading: &head, isVersion10: isVersion10)
            used += lines.lineStart
            phase = .headComplete
            return Step(consumed: used, event: .headComplete)
        } catch {
            used += lines.scanned
            return fail(error)
        }
    }

    /// Once a byte that is no line end has come, the head has begun.
    private mutating func skipEmptyLines(_ bytes: Span<UInt8>, _ skipped: inout Int) throws(ParseFailure) {
        while skipped < bytes.count {
            if bytes[skipped] == 0x0A { throw .bareLineFeed }
            guard bytes[skipped] == 0x0D else {
                phase = .head
                return
            }
            guard skipped + 1 < bytes.count else { return }
            guard bytes[skipped + 1] == 0x0A else { throw .bareCarriageReturn }
            skipped += 2
            emptyLines += 1
            if emptyLines > Self.forgivenLines { throw .tooManyEmptyLines }
        }
    }

    /// Reads the request line and the field lines (RFC 9112 §2 to §5), each byte once however they are cut.
    /// - Parameter bytes: from the request's first byte on, again in each call.
    /// - Returns: whether they are complete.
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

// MARK: The content

extension RequestParser {
    private mutating func takeContent(_ bytes: Span<UInt8>, _ remaining: Int) -> Step {
        if remaining == 0 { return finish(0) }
        let taken = min(remaining, bytes.count)
        guard taken > 0 else { return Step(consumed: 0, event: .needMore) }
        phase = .length(remaining - taken)
        bytesIn += taken
        return Step(consumed: taken, event: .content(0..<taken))
    }

    private mutating func takeChunks(_ bytes: Span<UInt8>, _ limits: HTTPLimits) -> Step {
        var used = 0
        defer { bytesIn += used }
        do throws(ParseFailure) {
            if let data = try chunks.nextData(bytes, used: &used, roomBytes: roomBytes, limits) {
                roomBytes -= data.count
                return Step(consumed: used, event: .content(data))
            }
            return chunks.isComplete ? finish(used) : Step(consumed: used, event: .needMore)
        } catch {
            return fail(error)
        }
    }
}

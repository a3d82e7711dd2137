/// Reads requests from a stream of bytes, with the same result however they are cut. Pure: no clock, no socket.
///
/// The first byte given is always the one after the last byte consumed. A head is consumed as a whole, so until it is
/// complete the caller keeps its bytes, at most `HTTPLimits.unfinishedHeadBytes`, and gives them again with more; each
/// is looked at once all the same. Content is consumed as it comes. After `complete` the parser is ready for the next
/// request, and the caller gives it another `Request` or one that was reset.
package struct RequestParser {
    /// What became of the bytes.
    package enum Event: Sendable, Equatable {
        /// All that can be used is used.
        case needMore
        /// The head is read: the caller looks at it, calls `beginBody`, and parses on; or it refuses the request.
        case headComplete
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
    private var head = HeadParser()
    private var chunks = ChunkedDecoder()
    private var bodyLimitBytes = 0

    package init() {}

    /// Nothing of a request has come, so the connection may be closed without an answer.
    package var isIdle: Bool { if case .idle = phase { head.scanned == 0 } else { false } }

    /// Reads on.
    /// - Parameter limits: the same in all calls for one request.
    package mutating func parse(_ bytes: Span<UInt8>, into request: Request, limits: HTTPLimits) -> Step {
        switch phase {
        case .idle, .head: return parseHead(bytes, into: request, limits)
        case .headComplete:
            if let failure = beginBody(of: request, limitBytes: limits.bodyBytes) { return fail(failure) }
            return parse(bytes, into: request, limits: limits)
        case .length(let remaining): return takeContent(bytes, remaining, into: request)
        case .chunked: return takeChunks(bytes, into: request, limits)
        case .failed(let failure): return fail(failure)
        }
    }

    /// Says how much content is wanted; to be called once after `headComplete`. Without the call it is
    /// `limits.bodyBytes`.
    /// - Returns: `bodyTooLarge` when the head already says so.
    package mutating func beginBody(of request: Request, limitBytes: Int) -> ParseFailure? {
        bodyLimitBytes = limitBytes
        switch request.framing {
        case .none: phase = .length(0)
        case .chunked: phase = .chunked
        case .length(let length):
            guard length <= limitBytes else {
                phase = .failed(.bodyTooLarge)
                return .bodyTooLarge
            }
            // What a client only announces costs no memory.
            request.content.reserveCapacity(min(length, 65_536))
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
        head = HeadParser()
        chunks = ChunkedDecoder()
        return Step(consumed: consumed, event: .complete)
    }
}

// MARK: The head

extension RequestParser {
    private mutating func parseHead(_ bytes: Span<UInt8>, into request: Request, _ limits: HTTPLimits) -> Step {
        var used = 0
        defer { request.byteCount += used }
        do throws(ParseFailure) {
            if case .idle = phase { try skipEmptyLines(bytes, &used) }
            guard case .head = phase else { return Step(consumed: used, event: .needMore) }
            let rest = bytes.extracting(used..<bytes.count)
            guard let length = try head.parse(rest, into: &request.parsed, limits) else {
                return Step(consumed: used, event: .needMore)
            }
            used += length
            phase = .headComplete
            return Step(consumed: used, event: .headComplete)
        } catch {
            used += head.scanned
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
}

// MARK: The content

extension RequestParser {
    private mutating func takeContent(_ bytes: Span<UInt8>, _ remaining: Int, into request: Request) -> Step {
        let taken = min(remaining, bytes.count)
        if taken > 0 {
            request.content.append(copying: bytes.extracting(0..<taken))
            request.byteCount += taken
        }
        if taken == remaining { return finish(taken) }
        phase = .length(remaining - taken)
        return Step(consumed: taken, event: .needMore)
    }

    private mutating func takeChunks(_ bytes: Span<UInt8>, into request: Request, _ limits: HTTPLimits) -> Step {
        var used = 0
        defer { request.byteCount += used }
        do throws(ParseFailure) {
            try chunks.decode(bytes, used: &used, into: &request.content, limitBytes: bodyLimitBytes, limits)
            return chunks.isComplete ? finish(used) : Step(consumed: used, event: .needMore)
        } catch {
            return fail(error)
        }
    }
}

/// Reads one answer to a request of ours (RFC 9112 §4, §5, §6.3), strictly: lines end with CR LF, no folding, no two
/// lengths; with the same result however the bytes are cut. Pure: no clock, no socket.
/// ```
/// HTTP/1.1 100 Continue CR LF CR LF        any number up to ten, skipped
/// HTTP/1.1 200 OK CR LF
/// Content-Length: 2 CR LF CR LF {}
/// ```
/// The first byte given is always the one after the last byte consumed: a head is consumed as a whole, content as it
/// comes.
package struct ResponseParser {
    /// What became of the bytes.
    package enum Event: Sendable, Equatable {
        /// All that can be used is used.
        case needMore
        /// The final head is in `head`.
        case headComplete
        /// Content, without its transfer coding: a range of the bytes given.
        case content(Range<Int>)
        /// The answer is read to its end.
        case complete
        /// It is no answer. All later calls say the same.
        case failed(ResponseFlaw)
    }

    /// How far one call came.
    package struct Step: Sendable, Equatable {
        /// So many bytes from the front need not be given again.
        package let consumed: Int
        package let event: Event
    }

    private enum Phase {
        case head
        /// So many bytes are to come.
        case length(Int)
        case chunked
        case open
        case complete
        case failed(ResponseFlaw)
    }

    /// The heads of one answer, interim ones included.
    static let headLimitBytes = 16_384
    private static let interimLimit = 10
    /// The parser is never shown more of a head than `headLimitBytes`.
    private static let limits = HTTPLimits(
        requestLineBytes: headLimitBytes, fieldBytes: headLimitBytes, headBytes: headLimitBytes, fieldCount: .max)

    private let contentLimitBytes: Int
    private var phase = Phase.head
    private var lines = HeadLines()
    private var isVersion10 = false
    private var framing = ResponseFraming()
    private var headBytes = 0
    private var interimCount = 0
    private var chunks = ChunkedDecoder()
    /// How much content may still come.
    private var roomBytes: Int

    /// A byte of an answer has come.
    package private(set) var hasBegun = false
    /// The final head; empty before it is complete.
    package private(set) var head = ReceivedHead()
    /// What is certain of the answer, whatever becomes of the rest: its final head; or, when that does not come to its
    /// end, the status alone, if it says that the request has succeeded (2xx).
    package var verdict: ReceivedHead? {
        if head.status > 0 { return head }
        return (200..<300).contains(reading.status) ? ReceivedHead(status: reading.status) : nil
    }
    /// What there is of the head at hand. Of a line that is cut its bytes are not here yet.
    private var reading = ReceivedHead()

    /// - Parameter contentLimitBytes: more content than that is a flaw.
    package init(contentLimitBytes: Int) {
        self.contentLimitBytes = contentLimitBytes
        roomBytes = contentLimitBytes
    }

    /// The header was read, the content was not.
    package var isInContent: Bool {
        switch phase {
        case .length, .chunked, .open: true
        case .head, .complete, .failed: false
        }
    }

    /// The last byte was read.
    package var isComplete: Bool {
        if case .complete = phase { true } else { false }
    }

    /// Whether the connection can take another request.
    /// - Parameter unreadBytes: what stands behind the answer, and belongs to no other.
    package func keepsConnection(unreadBytes: Int) -> Bool {
        isComplete && framing.keepsAlive && unreadBytes == 0
    }

    /// Reads on.
    package mutating func parse(_ bytes: Span<UInt8>) -> Step {
        if !bytes.isEmpty { hasBegun = true }
        do throws(ResponseFlaw) {
            switch phase {
            case .head: return try parseHead(bytes)
            case .length(let remaining): return takeContent(bytes, remaining)
            case .chunked: return try takeChunks(bytes)
            case .open: return try takeOpen(bytes)
            case .complete: return Step(consumed: 0, event: .complete)
            case .failed(let flaw): throw flaw
            }
        } catch { return Step(consumed: 0, event: fail(error)) }
    }

    /// The connection has ended, and `parse` needs more.
    package mutating func inputEnded() -> Event {
        switch phase {
        case .complete: return .complete
        case .open:
            phase = .complete
            return .complete
        case .failed(let flaw): return .failed(flaw)
        case .head, .length, .chunked: return fail(.truncated)
        }
    }

    private mutating func fail(_ flaw: ResponseFlaw) -> Event {
        phase = .failed(flaw)
        return .failed(flaw)
    }
}

// MARK: The head

extension ResponseParser {
    private mutating func parseHead(_ bytes: Span<UInt8>) throws(ResponseFlaw) -> Step {
        var used = 0
        while let length = try headLength(bytes.extracting(used...)) {
            used += length
            headBytes += length
            if try takeHead() { return Step(consumed: used, event: .headComplete) }
        }
        return Step(consumed: used, event: .needMore)
    }

    /// - Returns: the length of the head that begins here; `nil` when more bytes are needed.
    private mutating func headLength(_ bytes: Span<UInt8>) throws(ResponseFlaw) -> Int? {
        let room = Self.headLimitBytes - headBytes
        // What stands behind the limit is not looked at, or a flaw there would depend on how the bytes were cut.
        let readable = bytes.extracting(0..<min(bytes.count, room))
        if try readLines(readable) {
            reading.bytes.append(copying: readable.extracting(0..<lines.lineStart))
            return lines.lineStart
        }
        guard bytes.count <= room else { throw .headTooLarge }
        return nil
    }

    /// - Returns: the head is complete, and ends where the lines do.
    private mutating func readLines(_ bytes: Span<UInt8>) throws(ResponseFlaw) -> Bool {
        guard try readStatusLine(bytes) else { return false }
        var index = FieldIndex()
        do throws(ParseFailure) {
            return try lines.readFields(bytes, &reading.fields, &index, Self.limits)
        } catch { throw .fieldMalformed }
    }

    /// - Returns: whether it is read.
    private mutating func readStatusLine(_ bytes: Span<UInt8>) throws(ResponseFlaw) -> Bool {
        if reading.status > 0 { return true }
        let end: Int?
        do throws(ParseFailure) {
            end = try lines.lineEnd(bytes, Self.headLimitBytes, tooLong: .fieldsTooLong)
        } catch { throw .statusLineMalformed }
        guard let end else {
            // Garbage is refused with its first byte, not after the time-out.
            guard StatusLine.mayBegin(bytes) else { throw .statusLineMalformed }
            return false
        }
        guard let line = StatusLine.read(bytes.extracting(0..<end)) else { throw .statusLineMalformed }
        (reading.status, isVersion10) = line
        lines.beginFields(after: end)
        return true
    }

    /// - Returns: whether it is the final one.
    private mutating func takeHead() throws(ResponseFlaw) -> Bool {
        if reading.status == 101 { throw .protocolSwitch }
        if reading.status < 200 {
            interimCount += 1
            guard interimCount <= Self.interimLimit else { throw .interimFlood }
            reading = ReceivedHead()
            lines = HeadLines()
            return false
        }
        swap(&head, &reading)
        framing = try ResponseFraming(reading: head, isVersion10: isVersion10)
        switch framing.content {
        case .length(let length):
            guard length <= contentLimitBytes else { throw .contentTooLarge(limitBytes: contentLimitBytes) }
            phase = .length(length)
        case .chunked: phase = .chunked
        case .open: phase = .open
        }
        return true
    }
}

// MARK: The content

extension ResponseParser {
    private mutating func takeContent(_ bytes: Span<UInt8>, _ remaining: Int) -> Step {
        guard remaining > 0 else {
            phase = .complete
            return Step(consumed: 0, event: .complete)
        }
        let taken = min(remaining, bytes.count)
        phase = .length(remaining - taken)
        return Step(consumed: taken, event: taken > 0 ? .content(0..<taken) : .needMore)
    }

    private mutating func takeChunks(_ bytes: Span<UInt8>) throws(ResponseFlaw) -> Step {
        var used = 0
        do throws(ParseFailure) {
            if let data = try chunks.nextData(bytes, used: &used, roomBytes: roomBytes, Self.limits) {
                roomBytes -= data.count
                return Step(consumed: used, event: .content(data))
            }
        } catch {
            throw error == .bodyTooLarge ? .contentTooLarge(limitBytes: contentLimitBytes) : .chunkMalformed
        }
        guard chunks.isComplete else { return Step(consumed: used, event: .needMore) }
        phase = .complete
        return Step(consumed: used, event: .complete)
    }

    private mutating func takeOpen(_ bytes: Span<UInt8>) throws(ResponseFlaw) -> Step {
        guard !bytes.isEmpty else { return Step(consumed: 0, event: .needMore) }
        guard bytes.count <= roomBytes else { throw .contentTooLarge(limitBytes: contentLimitBytes) }
        roomBytes -= bytes.count
        return Step(consumed: bytes.count, event: .content(bytes.indices))
    }
}

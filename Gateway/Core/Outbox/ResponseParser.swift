/// Reads one answer to a POST (RFC 9112 §4, §5, §6.3), strictly: lines end with CR LF, no folding, no two lengths.
/// ```
/// HTTP/1.1 100 Continue CR LF CR LF        any number up to ten, skipped
/// HTTP/1.1 200 OK CR LF
/// Content-Length: 2 CR LF CR LF {}
/// ```
/// Pure: takes bytes, in any portions. The body is read to its end and dropped: the status matters, and when to ask
/// again.
package struct ResponseParser {
    static let headLimitBytes = 16_384
    static let bodyLimitBytes = 1 << 20
    private static let interimLimit = 10

    private enum Body {
        case length(Int)
        case chunked(ChunkedDecoder)
        /// Until the connection ends.
        case open
    }

    private enum Stage {
        case head
        case body(Body)
        case complete
    }

    private var stage = Stage.head
    private var line: [UInt8] = []
    private var headBytes = 0
    private var bodyBytes = 0
    private var interimCount = 0
    private var fields = ResponseFields()
    private var hasStatus = false

    /// A byte of an answer has come.
    package private(set) var hasBegun = false
    /// The final status, 200 to 599; 0 before its line was read.
    package private(set) var status = 0

    package init() {}

    /// The last byte was read.
    package var isComplete: Bool {
        if case .complete = stage { true } else { false }
    }

    /// When the provider wants to be asked again; `nil` when it does not say.
    package var retryAfter: RetryAfter? { fields.retryAfter }

    /// The connection can take another request.
    package var keepsConnection: Bool { isComplete && fields.keepsConnection }

    /// The header was read, the body was not.
    package var isInBody: Bool {
        if case .body = stage { true } else { false }
    }

    /// Takes what has come.
    package mutating func read(_ bytes: Span<UInt8>) throws(ResponseFlaw) {
        var used = 0
        if !bytes.isEmpty { hasBegun = true }
        while used < bytes.count {
            switch stage {
            case .head:
                try readHead(bytes[used])
                used += 1
            case .body(let body): try readBody(body, bytes, &used)
            case .complete:
                // A body after 204, say. The answer stands, but what follows belongs to no other.
                fields.keepsConnection = false
                used = bytes.count
            }
        }
    }

    /// The provider has ended the connection.
    package mutating func end() throws(ResponseFlaw) {
        switch stage {
        case .complete: return
        case .body(.open):
            fields.keepsConnection = false
            stage = .complete
        case .head, .body: throw .truncated
        }
    }

    // MARK: - Head

    private mutating func readHead(_ byte: UInt8) throws(ResponseFlaw) {
        headBytes += 1
        guard headBytes <= Self.headLimitBytes else { throw .headTooLarge }
        if byte == 0x0A {
            guard line.last == 0x0D else { throw hasStatus ? .fieldMalformed : .statusLineMalformed }
            line.removeLast()
            let ended = line
            line = []
            try takeLine(ended.span)
        } else {
            guard line.last != 0x0D else { throw hasStatus ? .fieldMalformed : .statusLineMalformed }
            line.append(byte)
            if !hasStatus { try checkStart() }
        }
    }

    /// Garbage is refused with its first byte, not after the time-out.
    private func checkStart() throws(ResponseFlaw) {
        let start = "HTTP/1.".utf8
        guard line.count > start.count || line.elementsEqual(start.prefix(line.count)) else {
            throw .statusLineMalformed
        }
    }

    private mutating func takeLine(_ line: Span<UInt8>) throws(ResponseFlaw) {
        if !hasStatus { return try takeStatusLine(line) }
        guard line.isEmpty else { return try fields.add(line) }
        try takeHeadEnd()
    }

    /// The space before an empty reason is often left out, and means nothing.
    private mutating func takeStatusLine(_ bytes: Span<UInt8>) throws(ResponseFlaw) {
        guard bytes.count == 12 || bytes.count > 12 && bytes[12] == 0x20 else { throw .statusLineMalformed }
        guard bytes[7] == 0x30 || bytes[7] == 0x31, bytes[8] == 0x20 else { throw .statusLineMalformed }
        var number = 0
        for index in 9..<12 {
            guard (0x30...0x39).contains(bytes[index]) else { throw .statusLineMalformed }
            number = number * 10 + Int(bytes[index] - 0x30)
        }
        guard (100...599).contains(number) else { throw .statusLineMalformed }
        for index in 12..<bytes.count where bytes[index] < 0x20 && bytes[index] != 0x09 || bytes[index] == 0x7F {
            throw .statusLineMalformed
        }
        status = number
        hasStatus = true
        fields = ResponseFields(isHTTP10: bytes[7] == 0x30)
    }

    private mutating func takeHeadEnd() throws(ResponseFlaw) {
        hasStatus = false
        if status == 101 { throw .protocolSwitch }
        if status < 200 {
            interimCount += 1
            guard interimCount <= Self.interimLimit else { throw .interimFlood }
            status = 0
            return
        }
        try fields.check()
        switch (status, fields.isChunked, fields.length) {
        case (204, _, _), (304, _, _), (_, false, .some(0)): stage = .complete
        case (_, true, _): stage = .body(.chunked(ChunkedDecoder()))
        case (_, false, .some(let length)):
            guard length <= Self.bodyLimitBytes else { throw .bodyTooLarge }
            stage = .body(.length(length))
        case (_, false, .none):
            fields.keepsConnection = false
            stage = .body(.open)
        }
    }

    // MARK: - Body

    private mutating func readBody(_ body: Body, _ bytes: Span<UInt8>, _ used: inout Int) throws(ResponseFlaw) {
        switch body {
        case .length(let rest):
            let taken = min(rest, bytes.count - used)
            used += taken
            stage = taken == rest ? .complete : .body(.length(rest - taken))
        case .open:
            bodyBytes += bytes.count - used
            used = bytes.count
            guard bodyBytes <= Self.bodyLimitBytes else { throw .bodyTooLarge }
        case .chunked(var decoder):
            do throws(ParseFailure) {
                while let data = try decoder.nextData(
                    bytes, used: &used, roomBytes: Self.bodyLimitBytes - bodyBytes, Self.limits)
                {
                    bodyBytes += data.count
                }
            } catch {
                throw error == .bodyTooLarge ? .bodyTooLarge : .chunkMalformed
            }
            stage = decoder.isComplete ? .complete : .body(.chunked(decoder))
        }
    }

    private static let limits = HTTPLimits()
}

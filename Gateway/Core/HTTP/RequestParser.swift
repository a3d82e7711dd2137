/// Reads one request from a stream of bytes, however they are cut. Pure: no clock, no socket.
///
/// The bytes given always begin where the last call stopped consuming. A head is consumed whole, its lines looked at
/// once each; content as it comes.
struct RequestParser {
    /// What became of the bytes.
    enum Event: Equatable {
        /// All that could be used is used.
        case needMore
        /// The head is read. The caller may set `bodyLimitBytes` now, or refuse the request.
        case headComplete
        /// The whole request is read.
        case complete
        /// It is no request; nothing further can be read from this connection.
        case failed(ParseFailure)
    }

    private enum Phase {
        case head
        case body
        case complete
    }

    let limits: HTTPLimits
    /// The most content that is taken.
    var bodyLimitBytes = 0
    /// How many bytes the last call has used up.
    private(set) var consumed = 0
    /// Empty lines before a request line that are forgiven (RFC 9112 §2.2).
    private static let forgivenLines = 4

    private var phase = Phase.head
    private var emptyLines = 0
    private var head = HeadParser()
    private var body = BodyParser()

    init(limits: HTTPLimits) { self.limits = limits }

    /// Nothing but line ends of the next request has been seen.
    var isIdle: Bool { phase == .head && !head.hasBegun }

    /// Ready for the next request.
    mutating func reset() {
        phase = .head
        emptyLines = 0
        head = HeadParser()
        body = BodyParser()
    }

    /// Goes on as far as the bytes reach.
    mutating func parse(_ bytes: Span<UInt8>, into request: Request) -> Event {
        consumed = 0
        do throws(ParseFailure) {
            switch phase {
            case .head:
                consumed = try skipEmptyLines(bytes)
                guard let length = try head.parse(bytes.extracting(consumed...), into: request, limits) else {
                    return .needMore
                }
                consumed += length
                request.bytesIn += length
                phase = .body
                body.begin(request.framing)
                return .headComplete
            case .body:
                consumed = try body.parse(bytes, into: request, limit: bodyLimitBytes, limits)
                request.bytesIn += consumed
                guard body.isComplete else { return .needMore }
                phase = .complete
                return .complete
            case .complete: return .complete
            }
        } catch {
            return .failed(error)
        }
    }

    private mutating func skipEmptyLines(_ bytes: Span<UInt8>) throws(ParseFailure) -> Int {
        guard !head.hasBegun else { return 0 }
        var start = 0
        while start + 1 < bytes.count, bytes[start] == 0x0D, bytes[start + 1] == 0x0A {
            emptyLines += 1
            start += 2
            guard emptyLines <= Self.forgivenLines else { throw .requestLineMalformed }
        }
        return start
    }
}

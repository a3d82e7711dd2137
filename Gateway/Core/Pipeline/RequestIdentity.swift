import Kit

/// Gives each request of one loop its id: the client's own when it sent a usable one, else a new one.
struct RequestIdentity {
    private let high: UInt64
    private var low: UInt64

    /// - Parameter randomBytes: 16 of them.
    init(randomBytes: [UInt8]) {
        high = randomBytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = randomBytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func next() -> RequestID {
        // An odd step visits every value once; ids of one loop differ for 2^64 requests.
        low &+= 0x9E37_79B9_7F4A_7C15
        return RequestID(high: high, low: low)
    }

    /// Sets the exchange's request id and trace id.
    mutating func identify(_ exchange: inout Exchange) {
        exchange.facts.requestID = given(exchange.head) ?? next()
        exchange.facts.traceIDRange = traceID(exchange.head)
    }

    private func given(_ head: borrowing RequestHead) -> RequestID? {
        guard let range = head.firstRange(.requestID) else { return nil }
        return RequestID(given: head.bytes.span.extracting(range))
    }

    private func traceID(_ head: borrowing RequestHead) -> Range<Int>? {
        guard let range = head.firstRange(.traceParent),
            let traceID = TraceParent.traceID(from: head.bytes.span.extracting(range))
        else { return nil }
        return range.lowerBound + traceID.lowerBound..<range.lowerBound + traceID.upperBound
    }
}

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
    mutating func identify(_ exchange: Exchange) {
        let request = exchange.head
        let head = request.bytes
        if let range = request.firstRange(.requestID),
            let given = RequestID(given: head.span.extracting(range))
        {
            exchange.facts.requestID = given
        } else {
            exchange.facts.requestID = next()
        }
        exchange.facts.traceIDRange = request.firstRange(.traceParent).flatMap { range in
            TraceParent.traceID(from: head.span.extracting(range)).map {
                range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
            }
        }
    }
}

import Kit

/// The fourth stage: wraps what came out in the API's envelope and writes the HTTP answer.
struct AnswerWriter {
    /// Around answers that belong to no route.
    private let gatewayEnvelope: BoundEnvelope
    private var body: [UInt8] = []

    init(gatewayEnvelope: BoundEnvelope) { self.gatewayEnvelope = gatewayEnvelope }

    /// Writes the answer for what an operation returned, JSON text in `exchange.content`.
    mutating func writeSuccess(_ exchange: Exchange, to output: inout [UInt8], date: HTTPDate) {
        body.removeAll(keepingCapacity: true)
        exchange.status = 200
        (exchange.route?.envelope ?? gatewayEnvelope).success.append(
            data: exchange.content, status: 200, requestID: exchange.requestID, to: &body)
        write(exchange, retryAfterSeconds: nil, to: &output, date: date)
    }

    /// Writes the answer for an error.
    mutating func writeFailure(_ error: APIError, _ exchange: Exchange, to output: inout [UInt8], date: HTTPDate) {
        body.removeAll(keepingCapacity: true)
        exchange.status = error.code.status
        exchange.errorCode = error.code
        (exchange.route?.envelope ?? gatewayEnvelope).failure.append(
            error: error, requestID: exchange.requestID, to: &body)
        write(exchange, retryAfterSeconds: error.retryAfterSeconds, to: &output, date: date)
    }

    /// Writes the answer to OPTIONS: which methods there are (RFC 9110 §9.3.7).
    mutating func writeOptions(_ exchange: Exchange, to output: inout [UInt8], date: HTTPDate) {
        body.removeAll(keepingCapacity: true)
        exchange.status = 204
        write(exchange, retryAfterSeconds: nil, to: &output, date: date)
    }

    private func write(_ exchange: Exchange, retryAfterSeconds: Int?, to output: inout [UInt8], date: HTTPDate) {
        let start = output.count
        var head = ResponseHead(status: exchange.status, to: &output)
        head.finish()
        exchange.bytesOut = output.count - start
    }
}

import Kit

/// The third stage: wraps what came out in the API's envelope and writes the HTTP answer.
struct AnswerWriter {
    /// Around answers that belong to no route.
    private let gatewayEnvelope: BoundEnvelope
    private var date = HTTPDate()
    private var body: [UInt8] = []

    init(gatewayEnvelope: BoundEnvelope) { self.gatewayEnvelope = gatewayEnvelope }

    /// What `Date` says from now on.
    mutating func setDate(seconds: Int64) { date.set(seconds: seconds) }

    /// Writes the answer for what an operation returned, JSON text in `exchange.content`.
    mutating func writeSuccess(_ exchange: Exchange, to output: inout [UInt8]) {
        body.removeAll(keepingCapacity: true)
        exchange.status = 200
        envelope(exchange).success.append(
            data: exchange.content, status: 200, requestID: exchange.requestID, to: &body)
        write(exchange, retryAfterSeconds: nil, to: &output)
    }

    /// Writes the answer for an error.
    mutating func writeFailure(_ error: APIError, _ exchange: Exchange, to output: inout [UInt8]) {
        body.removeAll(keepingCapacity: true)
        exchange.status = error.code.status
        exchange.errorCode = error.code
        envelope(exchange).failure.append(error: error, requestID: exchange.requestID, to: &body)
        write(exchange, retryAfterSeconds: error.retryAfterSeconds, to: &output)
    }

    /// Writes the answer to OPTIONS: which methods there are (RFC 9110 §9.3.7).
    mutating func writeOptions(_ exchange: Exchange, to output: inout [UInt8]) {
        body.removeAll(keepingCapacity: true)
        exchange.status = 204
        write(exchange, retryAfterSeconds: nil, to: &output)
    }

    private func envelope(_ exchange: Exchange) -> BoundEnvelope { exchange.route?.envelope ?? gatewayEnvelope }

    private func write(_ exchange: Exchange, retryAfterSeconds: Int?, to output: inout [UInt8]) {
        let start = output.count
        StatusLine.append(exchange.status, to: &output)
        output.append("Date: ")
        output.append(contentsOf: date.bytes)
        if exchange.status != 204 {
            output.append("\r\nContent-Type: application/json\r\nContent-Length: ")
            output.append(decimal: body.count)
        }
        output.append("\r\nX-Request-Id: ")
        exchange.requestID.append(to: &output)
        appendSeldomFields(exchange, retryAfterSeconds, to: &output)
        output.append("\r\n\r\n")
        // HEAD is answered as GET would be, without the content (RFC 9110 §9.3.2).
        if exchange.request.method != .head || exchange.request.methodRange.isEmpty {
            output.append(contentsOf: body)
        }
        exchange.bytesOut = output.count - start
    }

    private func appendSeldomFields(_ exchange: Exchange, _ retryAfterSeconds: Int?, to output: inout [UInt8]) {
        if exchange.closesConnection {
            output.append("\r\nConnection: close")
        } else if exchange.request.isVersion10 {
            output.append("\r\nConnection: keep-alive")
        }
        if !exchange.allow.isEmpty {
            output.append("\r\nAllow: ")
            output.append(contentsOf: exchange.allow)
        }
        if exchange.status == 401 { output.append("\r\nWWW-Authenticate: Bearer") }
        if let retryAfterSeconds {
            output.append("\r\nRetry-After: ")
            output.append(decimal: retryAfterSeconds)
        }
    }
}

import Kit

/// Wraps what came out in the API's envelope and writes the HTTP answer.
struct ResponseStage {
    /// Around answers that belong to no route.
    private let gatewayEnvelope: BoundEnvelope
    private var writer: ResponseWriter
    private var body: [UInt8] = []

    /// - Parameter seconds: now, since 1970.
    init(gatewayEnvelope: BoundEnvelope, seconds: Int64) {
        self.gatewayEnvelope = gatewayEnvelope
        writer = ResponseWriter(secondsSinceEpoch: seconds)
    }

    /// What `Date` says from now on.
    mutating func setDate(seconds: Int64) { writer.setDate(secondsSinceEpoch: seconds) }

    /// Writes the answer for what an operation replied, in `exchange.reply`. Only JSON is put into the envelope.
    mutating func writeSuccess(_ exchange: Exchange, to output: inout [UInt8]) {
        body.removeAll(keepingCapacity: true)
        let status = exchange.reply.status
        switch exchange.reply.kind {
        case .json:
            envelope(exchange).success.append(
                data: exchange.reply.content, status: status, requestID: exchange.requestID, to: &body)
            write(exchange, status: status, extras: replyFields(exchange), to: &output)
        case .bytes(let type):
            body.append(contentsOf: exchange.reply.content)
            // Bytes that a client uploaded must not become a page because a browser thinks that they look like one.
            write(
                exchange, status: status, contentType: ResponseField(type),
                extras: [.noSniffing] + replyFields(exchange), to: &output)
        case .nothing:
            write(exchange, status: status, contentType: nil, extras: replyFields(exchange), to: &output)
        }
    }

    private func replyFields(_ exchange: Exchange) -> [ResponseField] {
        exchange.reply.fields.isEmpty ? [] : exchange.reply.fields.map(ResponseField.init)
    }

    /// Writes the answer for an error.
    mutating func writeFailure(_ error: APIError, _ exchange: Exchange, to output: inout [UInt8]) {
        body.removeAll(keepingCapacity: true)
        exchange.errorCode = error.code
        envelope(exchange).failure(error.code).append(error: error, requestID: exchange.requestID, to: &body)
        write(exchange, status: error.code.status, retryAfterSeconds: error.retryAfterSeconds, to: &output)
    }

    /// Writes the answer to OPTIONS: which methods there are (RFC 9110 §9.3.7).
    mutating func writeOptions(_ exchange: Exchange, to output: inout [UInt8]) {
        body.removeAll(keepingCapacity: true)
        write(exchange, status: 204, to: &output)
    }

    private func envelope(_ exchange: Exchange) -> BoundEnvelope { exchange.route?.envelope ?? gatewayEnvelope }

    private func write(
        _ exchange: Exchange, status: Int, contentType: ResponseField? = .jsonContent, retryAfterSeconds: Int? = nil,
        extras: [ResponseField] = [], to output: inout [UInt8]
    ) {
        var extras = extras
        if !exchange.allow.isEmpty, let allow = ResponseField.allow(exchange.allow.span) { extras.append(allow) }
        if status == 401 { extras.append(.bearerChallenge) }
        var head = ResponseHead(
            status: status, requestID: exchange.requestID, contentType: contentType,
            keepsAlive: !exchange.closesConnection,
            isVersion10: exchange.request.isVersion10, isAnswerToHead: exchange.request.method == .head,
            retryAfterSeconds: retryAfterSeconds, extras: extras)
        if let limiter = exchange.route?.limiter { head.rateLimit = (limiter.policyField, exchange.rate) }
        let start = output.count
        writer.append(head, body: body.span, to: &output)
        exchange.status = status
        exchange.bytesOut = output.count - start
    }
}

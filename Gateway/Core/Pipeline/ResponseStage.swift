import Kit

/// The last stage before the log: wraps what came out in the API's envelope, and says what the answer's head says.
struct ResponseStage {
    /// Around answers that belong to no route.
    private let gatewayEnvelope: BoundEnvelope

    init(gatewayEnvelope: BoundEnvelope) { self.gatewayEnvelope = gatewayEnvelope }

    /// Answers with what an operation replied, in `exchange.reply`. Only JSON is put into the envelope.
    func writeSuccess(_ exchange: inout Exchange) {
        let status = exchange.reply.status
        switch exchange.reply.kind {
        case .json:
            envelope(exchange).success.append(
                data: exchange.reply.content, status: status, requestID: exchange.facts.requestID,
                to: &exchange.response.content)
            writeHead(&exchange, status: status, contentType: .jsonContent)
        case .bytes(let type):
            exchange.response.content = exchange.reply.content
            writeHead(&exchange, status: status, contentType: ResponseField(type))
            // Bytes that a client uploaded must not become a page because a browser thinks that they look like one.
            exchange.response.head.fields.append(.noSniffing)
        case .nothing: writeHead(&exchange, status: status, contentType: nil)
        }
        for field in exchange.reply.fields { exchange.response.head.fields.append(ResponseField(field)) }
    }

    /// Answers with an error.
    func writeFailure(_ error: APIError, _ exchange: inout Exchange) {
        exchange.facts.errorCode = error.code
        // What was begun is not sent.
        exchange.response.content.removeAll(keepingCapacity: true)
        envelope(exchange).failure(error.code).append(
            error: error, requestID: exchange.facts.requestID, to: &exchange.response.content)
        writeHead(
            &exchange, status: error.code.status, contentType: .jsonContent, retryAfterSeconds: error.retryAfterSeconds)
    }

    /// Answers OPTIONS: which methods there are (RFC 9110 §9.3.7).
    func writeOptions(_ exchange: inout Exchange) { writeHead(&exchange, status: 204, contentType: nil) }

    private func envelope(_ exchange: borrowing Exchange) -> BoundEnvelope {
        exchange.facts.route?.envelope ?? gatewayEnvelope
    }

    private func writeHead(
        _ exchange: inout Exchange, status: Int, contentType: ResponseField?, retryAfterSeconds: Int? = nil
    ) {
        exchange.response.head.reset()
        exchange.response.head.status = status
        exchange.response.head.requestID = exchange.facts.requestID
        exchange.response.head.contentType = contentType
        if let retryAfterSeconds { exchange.response.head.fields.appendRetryAfter(seconds: retryAfterSeconds) }
        if let limiter = exchange.facts.route?.limiter {
            limiter.appendFields(exchange.facts.rate, to: &exchange.response.head.fields)
        }
        if !exchange.facts.allow.isEmpty, let allow = ResponseField.allow(exchange.facts.allow.span) {
            exchange.response.head.fields.append(allow)
        }
        if status == 401 { exchange.response.head.fields.append(.bearerChallenge) }
    }
}

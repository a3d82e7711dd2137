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
        case .file(let file, let type, let caching): writeFile(file, type, caching, &exchange)
        // What an event comes to is no answer to a request.
        case .nothing, .socket: writeHead(&exchange, status: status, contentType: nil)
        }
        // What is to be said of a file is said of its bytes.
        if exchange.response.head.status >= 400 { return }
        for field in exchange.reply.fields { exchange.response.head.fields.append(ResponseField(field)) }
    }

    /// Answers with a file, a part of it, or that the client has it already (RFC 9110 §13.2.2, §15.3.7, §15.4.5).
    private func writeFile(
        _ file: StoredFile, _ type: MediaType, _ caching: Reply.Caching, _ exchange: inout Exchange
    ) {
        guard let folder = exchange.facts.route?.store?.files else {
            return writeFailure(APIError(.internalError, .program), &exchange)
        }
        let tag = "\"\(file.id.text)\""
        var (status, range, place): (Int, Range<Int>, String?) = (200, 0..<file.byteCount, nil)
        switch FileSelection(exchange.head, byteCount: file.byteCount, tag: tag) {
        case .whole: break
        case .unchanged: (status, range) = (304, 0..<0)
        case .part(let part):
            (status, range) = (206, part)
            place = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.byteCount)"
        case .outside:
            writeFailure(APIError(.rangeOutside, .rangeOutside), &exchange)
            return exchange.response.head.fields.append(ResponseField("Content-Range", "bytes */\(file.byteCount)"))
        }
        writeHead(&exchange, status: status, contentType: ResponseField(type))
        exchange.response.head.caching = ResponseField("Cache-Control", caching.text)
        exchange.response.head.fields.append(.noSniffing)
        exchange.response.head.fields.append(.acceptsRanges)
        exchange.response.head.fields.append(ResponseField("ETag", tag))
        if let place { exchange.response.head.fields.append(ResponseField("Content-Range", place)) }
        exchange.response.fileBytes = range.count
        guard !range.isEmpty, exchange.head.method != .head else { return }
        exchange.response.file = FileReader(file.id, range, in: folder)
    }

    /// Answers with an error.
    func writeFailure(_ error: APIError, _ exchange: inout Exchange) {
        exchange.facts.errorCode = error.code
        exchange.facts.errorDetail = error.detail
        // What was begun is not sent.
        exchange.response.content.removeAll(keepingCapacity: true)
        exchange.response.dropFile()
        envelope(exchange).failure(error.code).append(
            error: error, requestID: exchange.facts.requestID, to: &exchange.response.content)
        writeHead(
            &exchange, status: error.code.status, contentType: .jsonContent, retryAfterSeconds: error.retryAfterSeconds)
        if error.code == .bodyEncoded { exchange.response.head.fields.append(.acceptsIdentity) }
        if error.code == .upgradeRequired {
            // Which protocol, and which version of it (RFC 9110 §15.5.22, RFC 6455 §4.4).
            exchange.response.head.fields.append(.upgradesToWebSocket)
            exchange.response.head.fields.append(.connectionUpgrade)
            exchange.response.head.fields.append(.webSocketVersion)
        }
    }

    /// Answers that another protocol follows (RFC 6455 §4.2.2).
    /// - Parameter acceptance: what the client's key comes to.
    func writeSwitch(_ acceptance: String, _ exchange: inout Exchange) {
        writeHead(&exchange, status: 101, contentType: nil)
        exchange.response.head.fields.append(.upgradesToWebSocket)
        exchange.response.head.fields.append(.connectionUpgrade)
        exchange.response.head.fields.append(ResponseField("Sec-WebSocket-Accept", acceptance))
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
        if status == 401 { exchange.response.head.fields.append(exchange.facts.route?.challenge ?? .bearerChallenge) }
    }
}

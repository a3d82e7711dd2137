import Kit

extension Explainer {
    /// What the client would get, in a few words.
    func noteOutcome() {
        if let code = exchange.facts.errorCode {
            notes.add("outcome", "is refused: \(code.status) \(code)")
        } else if let route = exchange.facts.route?.bound {
            showEnvelope(route)
            let conditions = notes.conditions.isEmpty ? "" : ", if " + notes.conditions.joined(separator: " and ")
            notes.add("outcome", "\(route.operationName) of \(route.api.name) would run\(conditions)")
        } else {
            notes.add("outcome", "is answered \(exchange.response.head.status)")
        }
    }

    /// What both answers of the route would look like.
    private func showEnvelope(_ route: BoundRoute) {
        notes.add("envelope", route.envelope.value.text, at: route.envelope.place)
        guard let envelope = gateway.envelopes[route.envelope.value] else { return }
        let requestID = RequestID(high: 0, low: 0)
        var success: [UInt8] = []
        envelope.success.append(data: Array(#"{"sample":true}"#.utf8), status: 200, requestID: requestID, to: &success)
        notes.add("success", String(decoding: success, as: UTF8.self))
        notes.add("failure", failure(.invalid("field", "is required"), in: envelope))
        for code in envelope.codes where code != .inputInvalid {
            notes.add("failure \(code.name)", failure(APIError(code), in: envelope))
        }
    }

    private func failure(_ error: APIError, in envelope: BoundEnvelope) -> String {
        var body: [UInt8] = []
        envelope.failure(error.code).append(error: error, requestID: RequestID(high: 0, low: 0), to: &body)
        return String(decoding: body, as: UTF8.self)
    }

    /// The answer as it would be sent; `nil` when the request is not refused.
    func refusal() -> Explanation.Refusal? {
        guard let code = exchange.facts.errorCode else { return nil }
        let content = exchange.response.content
        var answer: [UInt8] = []
        machine.respond(
            1, exchange.response.head, contentLength: content.count, isLast: false, date: pipeline.date,
            output: &answer)
        machine.respond(1, content: content.span, output: &answer)
        return Explanation.Refusal(
            code: code.name, status: code.status, answer: String(decoding: answer, as: UTF8.self))
    }
}

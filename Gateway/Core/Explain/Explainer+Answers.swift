import Kit

extension Explainer {
    /// What both answers of the route would look like.
    func showEnvelope(_ route: DescribedRoute) {
        note("envelope", route.bound.envelope.text, at: route.envelopePlace)
        guard let envelope = gateway.envelopes[route.bound.envelope] else { return }
        let requestID = RequestID(high: 0, low: 0)
        var success: [UInt8] = []
        envelope.success.append(data: Array(#"{"sample":true}"#.utf8), status: 200, requestID: requestID, to: &success)
        note("success", String(decoding: success, as: UTF8.self))
        note("failure", failure(.invalid("field", "is required"), in: envelope))
        for code in envelope.codes where code != .inputInvalid {
            note("failure \(code.name)", failure(APIError(code), in: envelope))
        }
    }

    private func failure(_ error: APIError, in envelope: BoundEnvelope) -> String {
        var body: [UInt8] = []
        envelope.failure(error.code).append(error: error, requestID: RequestID(high: 0, low: 0), to: &body)
        return String(decoding: body, as: UTF8.self)
    }

    /// The answer as the gateway would write it.
    func refusal(_ error: APIError) -> Explanation.Refusal {
        guard let envelope = gateway.envelopes[gateway.config.envelope.value] else {
            preconditionFailure("binding checks that the gateway's envelope is there")
        }
        var identity = RequestIdentity(randomBytes: [UInt8](repeating: 0, count: 16))
        identity.identify(&exchange)
        ResponseStage(gatewayEnvelope: envelope).writeFailure(error, &exchange)
        let output = answer(exchange.response)
        return Explanation.Refusal(
            code: error.code.name, status: error.code.status, answer: String(decoding: output, as: UTF8.self))
    }
}

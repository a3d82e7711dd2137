import Kit

/// Messages that are JSON objects: `{"type":"message","content":{…}}`, both ways. Errors have the type `error`, and
/// the status and the message of the error as their content. Nothing is acknowledged.
struct JSONSocketCodec: SocketCodec {
    func read(_ message: consuming [UInt8], depthLimit: Int) throws(APIError) -> SocketRequest {
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument(parsing: message, depthLimit: depthLimit)
        } catch {
            throw APIError(
                .bodyMalformed, error.reason.detail, message: "the message is not JSON: \(error.position): \(error)")
        }
        let root = document.root
        guard root.kind == .object else {
            throw APIError(.bodyMalformed, .jsonNotObject, message: "the message is not a JSON object")
        }
        guard let event = root["type"]?.string else {
            throw APIError(.bodyMalformed, .fieldMissing, message: "the message has no text \"type\"")
        }
        guard let content = root["content"], !content.isNull else { return SocketRequest(event: event, content: nil) }
        guard content.kind == .object else { throw .invalid("content", "must be an object") }
        return SocketRequest(event: event, content: content)
    }

    func append(_ message: SocketMessage, to payload: inout [UInt8]) {
        payload.append(contentsOf: "{\"type\":".utf8)
        JSON.appendString(message.event, to: &payload)
        payload.append(contentsOf: ",\"content\":".utf8)
        payload.append(contentsOf: message.content)
        payload.append(UInt8(ascii: "}"))
    }

    func append(acknowledgement value: [UInt8]?, of number: UInt64, to payload: inout [UInt8]) {}

    func append(_ error: APIError, of number: UInt64?, to payload: inout [UInt8]) {
        payload.append(contentsOf: "{\"type\":\"error\",\"content\":{\"code\":".utf8)
        payload.append(decimal: error.code.status)
        payload.append(contentsOf: ",\"message\":".utf8)
        JSON.appendString(Self.message(error), to: &payload)
        if let seconds = error.retryAfterSeconds {
            payload.append(contentsOf: ",\"retry_after\":".utf8)
            payload.append(decimal: seconds)
        }
        payload.append(contentsOf: "}}".utf8)
    }

    /// `the input breaks rules: room is required; text must be 1 to 1000 characters`
    private static func message(_ error: APIError) -> String {
        guard !error.brokenRules.isEmpty else { return error.message }
        let rules = error.brokenRules.map { "\($0.field) \($0.rule)" }
        return "\(error.message): \(rules.joined(separator: "; "))"
    }
}

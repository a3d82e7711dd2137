@testable import Core
import Kit
import Testing

struct ResponseStageTests {
    /// An answer cut into its parts; the fields' names in lower case.
    private struct Answer {
        var statusLine: String
        var fields: [String: String]
        var body: String

        init(_ bytes: [UInt8]) throws {
            let parts = text(bytes).components("\r\n\r\n", limit: 1)
            try #require(parts.count == 2)
            body = parts[1]
            let lines = parts[0].components("\r\n")
            statusLine = lines[0]
            let pairs = lines.dropFirst().map { $0.components(": ", limit: 1) }
            // Traps on a field that is there twice.
            fields = Dictionary(uniqueKeysWithValues: pairs.map { ($0[0].lowercased(), $0[1]) })
        }
    }

    private let plain: BoundEnvelope

    init() throws {
        plain = try .make(
            success: #"{ "d": "$data" }"#, failure: #"{ "c": "$code", "s": "$status" }"#)
    }

    private func write(
        _ exchange: inout Exchange, _ write: (ResponseStage, inout Exchange) -> Void
    ) throws -> Answer {
        write(ResponseStage(gatewayEnvelope: plain), &exchange)
        var output: [UInt8] = []
        let content = exchange.response.content
        ResponseWriter.append(
            exchange.response.head, contentLength: content.count, .usual,
            date: ServerDate(secondsSinceEpoch: 1_790_000_000), to: &output)
        return try Answer(output + content)
    }

    private func failure(_ exchange: inout Exchange, _ error: APIError) throws -> Answer {
        try write(&exchange) { $0.writeFailure(error, &$1) }
    }

    /// Of a plain request.
    private func failure(_ error: APIError) throws -> Answer {
        var exchange = try Exchange.make()
        return try failure(&exchange, error)
    }

    @Test func aSuccessIsWrapped() throws {
        var exchange = try Exchange.make()
        exchange.reply = .json([1])
        let answer = try write(&exchange) { $0.writeSuccess(&$1) }
        #expect(answer.statusLine == "HTTP/1.1 200 OK")
        #expect(answer.body == #"{"d":[1]}"#)
        #expect(
            answer.fields == [
                "content-type": "application/json", "content-length": "9", "cache-control": "no-store",
                "date": "Mon, 21 Sep 2026 14:13:20 GMT",
                "x-request-id": exchange.facts.requestID.description,
            ])
        #expect(exchange.response.head.status == 200 && exchange.facts.errorCode == nil)
    }

    @Test func bytesAreAnsweredAsTheyAre() throws {
        var exchange = try Exchange.make()
        exchange.reply = .bytes(Array("<b>".utf8), type: "text/plain")
        let answer = try write(&exchange) { $0.writeSuccess(&$1) }
        #expect(answer.body == "<b>")
        #expect(answer.fields["content-type"] == "text/plain")
        #expect(answer.fields["x-content-type-options"] == "nosniff")
    }

    @Test func aRoutesEnvelopeIsItsOwn() throws {
        var exchange = try Exchange.make()
        exchange.reply = .json(7)
        exchange.facts.route = Route(try .make("GET /"), envelope: try .make(success: #"["$data"]"#))
        #expect(try write(&exchange) { $0.writeSuccess(&$1) }.body == "[7]")
    }

    @Test func anErrorMayHaveATemplateOfItsOwn() throws {
        var exchange = try Exchange.make()
        exchange.facts.route = Route(
            try .make("GET /"),
            envelope: try .make(
                failure: #"{ "error": { "message": "$message" } }"#,
                failureByCode: [
                    .appDenied: #"{ "error": "$message" }"#, .inputInvalid: #"{ "ok": false, "...": "$fields" }"#,
                ]))
        #expect(try failure(&exchange, APIError(.appDenied)).body == #"{"error":"access denied"}"#)
        #expect(try failure(&exchange, .invalid("a", "is odd")).body == #"{"ok":false,"a":["is odd"]}"#)
        #expect(
            try failure(&exchange, APIError(.tokenInvalid)).body == #"{"error":{"message":"the token is not valid"}}"#)
    }

    @Test func optionsHasNoContent() throws {
        var exchange = try Exchange.make("OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n")
        exchange.facts.allow = Array("GET, HEAD, OPTIONS".utf8)
        let answer = try write(&exchange) { $0.writeOptions(&$1) }
        #expect(answer.statusLine == "HTTP/1.1 204 No Content")
        #expect(answer.fields["allow"] == "GET, HEAD, OPTIONS")
        #expect(answer.fields["content-length"] == nil && answer.fields["content-type"] == nil && answer.body.isEmpty)
    }

    @Test func aFailureNotesItsCode() throws {
        var exchange = try Exchange.make()
        let answer = try failure(&exchange, APIError(.routeUnknown))
        #expect(answer.statusLine == "HTTP/1.1 404 Not Found")
        #expect(answer.body == #"{"c":"route.unknown","s":404}"#)
        #expect(exchange.facts.errorCode == .routeUnknown && exchange.response.head.status == 404)
        #expect(answer.fields["www-authenticate"] == nil && answer.fields["retry-after"] == nil)
        #expect(answer.fields["connection"] == nil && answer.fields["allow"] == nil)
    }

    @Test(arguments: [ErrorCode.tokenMissing, .tokenInvalid]) func a401Challenges(_ code: ErrorCode) throws {
        let answer = try failure(APIError(code))
        #expect(answer.statusLine.hasPrefix("HTTP/1.1 401 "))
        #expect(answer.fields["www-authenticate"] == "Bearer")
    }

    @Test func a405ListsTheMethods() throws {
        var exchange = try Exchange.make()
        exchange.facts.allow = Array("POST, OPTIONS".utf8)
        #expect(try failure(&exchange, APIError(.methodNotAllowed)).fields["allow"] == "POST, OPTIONS")
    }

    @Test func aRetryIsTimed() throws {
        let answer = try failure(APIError(.overloaded, retryAfterSeconds: 3))
        #expect(answer.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(answer.fields["retry-after"] == "3")
    }

    @Test func aLimitIsInEveryAnswerOfItsRoute() throws {
        var exchange = try Exchange.make()
        let limit = RateLimit(party: .address, requests: 100, seconds: 60)
        exchange.facts.route = Route(
            try .make("GET /"), envelope: plain, limiter: RateLimiter(limit, epochNanoseconds: 0, slotCount: 8))
        let uncounted = try failure(&exchange, APIError(.requestTimeout)).fields
        #expect(uncounted["ratelimit-policy"] == #""default";q=100;w=60"# && uncounted["ratelimit"] == nil)
        exchange.facts.rate = RateVerdict(isAllowed: true, remaining: 50, resetSeconds: 30)
        exchange.response.content = []
        let counted = try write(&exchange) { $0.writeSuccess(&$1) }.fields
        #expect(counted["ratelimit-policy"] == #""default";q=100;w=60"#)
        #expect(counted["ratelimit"] == #""default";r=50;t=30"#)
    }

    @Test func aRequestThatWasNotReadIsAnswered() throws {
        var exchange = Exchange(.nobody())
        let answer = try failure(&exchange, APIError(.requestTimeout))
        #expect(answer.body == #"{"c":"request.timeout","s":408}"#)
    }

    @Test func oneAnswersContentIsNotInTheNext() throws {
        var exchange = try Exchange.make()
        exchange.reply = .json(String(repeating: "1", count: 1000))
        _ = try write(&exchange) { $0.writeSuccess(&$1) }
        exchange.reset()
        exchange.reply = .json(2)
        #expect(try write(&exchange) { $0.writeSuccess(&$1) }.body == #"{"d":2}"#)
    }

    @Test func anErrorReplacesWhatWasBegun() throws {
        var exchange = try Exchange.make()
        exchange.reply = .json(2)
        _ = try write(&exchange) { $0.writeSuccess(&$1) }
        let answer = try failure(&exchange, APIError(.internalError))
        #expect(answer.body == #"{"c":"gateway.internal","s":500}"#)
    }
}

extension String {
    /// The parts between the separators; after so many cuts the rest is one part.
    fileprivate func components(_ separator: String, limit: Int = .max) -> [String] {
        split(separator: separator, maxSplits: limit, omittingEmptySubsequences: false).map(String.init)
    }
}

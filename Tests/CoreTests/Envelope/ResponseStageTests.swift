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
        _ exchange: Exchange, _ write: (inout ResponseStage, inout [UInt8]) -> Void
    ) throws -> Answer {
        var writer = ResponseStage(gatewayEnvelope: plain, seconds: 1_790_000_000)
        var output = Array("before".utf8)
        write(&writer, &output)
        #expect(exchange.bytesOut == output.count - 6)
        #expect(output.starts(with: Array("before".utf8)))
        return try Answer(Array(output.dropFirst(6)))
    }

    private func failure(_ exchange: Exchange, _ error: APIError) throws -> Answer {
        try write(exchange) { $0.writeFailure(error, exchange, to: &$1) }
    }

    @Test func aSuccessIsWrapped() throws {
        let exchange = try Exchange.make()
        exchange.reply = .json([1])
        let answer = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }
        #expect(answer.statusLine == "HTTP/1.1 200 OK")
        #expect(answer.body == #"{"d":[1]}"#)
        #expect(
            answer.fields == [
                "content-type": "application/json", "content-length": "9", "cache-control": "no-store",
                "date": "Mon, 21 Sep 2026 14:13:20 GMT",
                "x-request-id": exchange.requestID.description,
            ])
        #expect(exchange.status == 200 && exchange.errorCode == nil)
    }

    @Test func aRoutesEnvelopeIsItsOwn() throws {
        let exchange = try Exchange.make()
        exchange.reply = .json(7)
        exchange.route = Route(try .make("GET /"), envelope: try .make(success: #"["$data"]"#))
        #expect(try write(exchange) { $0.writeSuccess(exchange, to: &$1) }.body == "[7]")
    }

    @Test func anErrorMayHaveATemplateOfItsOwn() throws {
        let exchange = try Exchange.make()
        exchange.route = Route(
            try .make("GET /"),
            envelope: try .make(
                failure: #"{ "error": { "message": "$message" } }"#,
                failureByCode: [
                    .appDenied: #"{ "error": "$message" }"#, .inputInvalid: #"{ "ok": false, "...": "$fields" }"#,
                ]))
        #expect(try failure(exchange, APIError(.appDenied)).body == #"{"error":"access denied"}"#)
        #expect(try failure(exchange, .invalid("a", "is odd")).body == #"{"ok":false,"a":["is odd"]}"#)
        #expect(
            try failure(exchange, APIError(.tokenInvalid)).body == #"{"error":{"message":"the token is not valid"}}"#)
    }

    @Test func aReplysStatusAndFieldsAreInItsAnswer() throws {
        let exchange = try Exchange.make()
        let session = Cookie("session", try .init(checking: "abc"))
        exchange.reply = .json(
            4, status: .created,
            fields: [.location(Location(path: "items", "4")), .setCookie(session), .retryAfter(seconds: 2)])
        let answer = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }
        #expect(answer.statusLine == "HTTP/1.1 201 Created" && answer.body == #"{"d":4}"#)
        #expect(answer.fields["location"] == "items/4" && answer.fields["retry-after"] == "2")
        #expect(answer.fields["set-cookie"] == "session=abc; Secure; HttpOnly; SameSite=Lax")
        #expect(exchange.status == 201)
        exchange.reset()
        exchange.reply.write(json: 5)
        let next = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }
        #expect(next.statusLine == "HTTP/1.1 200 OK" && next.body == #"{"d":5}"#)
        #expect(next.fields["location"] == nil && next.fields["set-cookie"] == nil)
    }

    @Test func bytesAreInNoEnvelopeAndAreWhatTheirTypeSays() throws {
        let exchange = try Exchange.make()
        exchange.reply = .bytes(Array("a,b".utf8), type: "text/csv; charset=utf-8")
        let answer = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }
        #expect(answer.body == "a,b" && answer.fields["content-length"] == "3")
        #expect(answer.fields["content-type"] == "text/csv; charset=utf-8")
        #expect(answer.fields["x-content-type-options"] == "nosniff")
    }

    @Test func whatHasNoContentSaysSo() throws {
        let exchange = try Exchange.make()
        exchange.reply = .redirect(to: Location(path: "b"))
        let redirection = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }
        #expect(redirection.statusLine == "HTTP/1.1 303 See Other" && redirection.body.isEmpty)
        #expect(redirection.fields["location"] == "b" && redirection.fields["content-length"] == "0")
        #expect(redirection.fields["content-type"] == nil)
        exchange.reply = .noContent()
        let nothing = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }
        #expect(nothing.statusLine == "HTTP/1.1 204 No Content" && nothing.body.isEmpty)
        #expect(nothing.fields["content-length"] == nil && nothing.fields["content-type"] == nil)
    }

    @Test func headGetsTheHeadOfGET() throws {
        let exchange = try Exchange.make("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        exchange.reply = .json([1])
        let answer = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }
        #expect(answer.fields["content-length"] == "9" && answer.body.isEmpty)
        #expect(try failure(exchange, APIError(.routeUnknown)).body.isEmpty)
    }

    @Test func optionsHasNoContent() throws {
        let exchange = try Exchange.make("OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n")
        exchange.allow = Array("GET, HEAD, OPTIONS".utf8)
        let answer = try write(exchange) { $0.writeOptions(exchange, to: &$1) }
        #expect(answer.statusLine == "HTTP/1.1 204 No Content")
        #expect(answer.fields["allow"] == "GET, HEAD, OPTIONS")
        #expect(answer.fields["content-length"] == nil && answer.fields["content-type"] == nil && answer.body.isEmpty)
    }

    @Test func aFailureNotesItsCode() throws {
        let exchange = try Exchange.make()
        let answer = try failure(exchange, APIError(.routeUnknown))
        #expect(answer.statusLine == "HTTP/1.1 404 Not Found")
        #expect(answer.body == #"{"c":"route.unknown","s":404}"#)
        #expect(exchange.errorCode == .routeUnknown && exchange.status == 404)
        #expect(answer.fields["www-authenticate"] == nil && answer.fields["retry-after"] == nil)
        #expect(answer.fields["connection"] == nil && answer.fields["allow"] == nil)
    }

    @Test(arguments: [ErrorCode.tokenMissing, .tokenInvalid]) func a401Challenges(_ code: ErrorCode) throws {
        let answer = try failure(.make(), APIError(code))
        #expect(answer.statusLine.hasPrefix("HTTP/1.1 401 "))
        #expect(answer.fields["www-authenticate"] == "Bearer")
    }

    @Test func a405ListsTheMethods() throws {
        let exchange = try Exchange.make()
        exchange.allow = Array("POST, OPTIONS".utf8)
        #expect(try failure(exchange, APIError(.methodNotAllowed)).fields["allow"] == "POST, OPTIONS")
    }

    @Test func aRetryIsTimed() throws {
        let answer = try failure(.make(), APIError(.overloaded, retryAfterSeconds: 3))
        #expect(answer.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(answer.fields["retry-after"] == "3")
    }

    @Test func aLimitIsInEveryAnswerOfItsRoute() throws {
        let exchange = try Exchange.make()
        let limit = RateLimit(party: .address, requests: 100, seconds: 60)
        exchange.route = Route(
            try .make("GET /"), envelope: plain, limiter: RateLimiter(limit, epochNanoseconds: 0, slotCount: 8))
        let uncounted = try failure(exchange, APIError(.requestTimeout)).fields
        #expect(uncounted["ratelimit-policy"] == #""default";q=100;w=60"# && uncounted["ratelimit"] == nil)
        exchange.rate = RateVerdict(isAllowed: true, remaining: 50, resetSeconds: 30)
        let counted = try write(exchange) { $0.writeSuccess(exchange, to: &$1) }.fields
        #expect(counted["ratelimit-policy"] == #""default";q=100;w=60"#)
        #expect(counted["ratelimit"] == #""default";r=50;t=30"#)
        exchange.reset()
        #expect(exchange.rate == nil)
    }

    @Test func theConnectionsFateIsSaidWhereItIsNotUsual() throws {
        let closing = try Exchange.make()
        closing.closesConnection = true
        #expect(try failure(closing, APIError(.routeUnknown)).fields["connection"] == "close")
        let old = try Exchange.make("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try failure(old, APIError(.routeUnknown)).fields["connection"] == "keep-alive")
    }

    @Test func aRequestThatWasNotReadIsAnswered() throws {
        let exchange = Exchange()
        exchange.closesConnection = true
        let answer = try failure(exchange, APIError(.requestTimeout))
        #expect(answer.fields["connection"] == "close" && answer.body == #"{"c":"request.timeout","s":408}"#)
    }

    @Test func oneAnswersBodyIsNotInTheNext() throws {
        var writer = ResponseStage(gatewayEnvelope: plain, seconds: 0)
        let exchange = try Exchange.make()
        var first: [UInt8] = []
        exchange.reply = .json(String(repeating: "1", count: 1000))
        writer.writeSuccess(exchange, to: &first)
        exchange.reply = .json(2)
        var second: [UInt8] = []
        writer.setDate(seconds: 1)
        writer.writeSuccess(exchange, to: &second)
        #expect(try Answer(second).body == #"{"d":2}"#)
        #expect(try Answer(second).fields["date"] == "Thu, 01 Jan 1970 00:00:01 GMT")
    }
}

extension String {
    /// The parts between the separators; after so many cuts the rest is one part.
    fileprivate func components(_ separator: String, limit: Int = .max) -> [String] {
        split(separator: separator, maxSplits: limit, omittingEmptySubsequences: false).map(String.init)
    }
}

import Foundation
import TestSupport
import Testing

/// What HTTP/1.1 promises to a client that keeps to the rules.
@Suite(.gateway()) struct HTTPRequestTests {
    private let get = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func aConnectionServesManyRequests() throws {
        let connection = try sharedGateway().connect()
        for _ in 0..<3 {
            try connection.send(get)
            let answer = try connection.readAnswer()
            #expect(answer.status == 404)
            #expect(answer.errorCode == "route.unknown")
            #expect(answer["Connection"] == nil)
        }
    }

    /// No content is unpacked (RFC 9110 §15.5.16); `identity` is none.
    @Test(arguments: [
        ("gzip", 415), ("br", 415), ("GZIP, identity", 415), ("identity, deflate", 415), ("x", 415),
        ("identity\r\nContent-Encoding: gzip", 415), ("identity", 200), ("Identity", 200), ("", 200),
    ])
    func contentThatIsEncodedIsRefused(coding: String, status: Int) throws {
        let answer = try sharedGateway().answer(
            to: GoncordClient.registration(GoncordClient.freshLogin(), fields: "Content-Encoding: \(coding)\r\n"))
        #expect(answer.status == status)
        #expect(answer["Accept-Encoding"] == (status == 415 ? "identity" : nil))
        #expect(answer.errorCode == (status == 415 ? "body.encoded" : nil))
    }

    @Test func whereNoContentIsReadItsCodingIsOfNoMatter() throws {
        let get = "GET /nothing HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n\r\n"
        #expect(try sharedGateway().answer(to: get).status == 404)
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let connection = try sharedGateway().connect()
        try connection.send(
            (1...50).map { "GET /nothing HTTP/1.1\r\nHost: a\r\nX-Request-Id: n-\($0)\r\n\r\n" }.joined())
        for number in 1...50 { #expect(try connection.readAnswer()["X-Request-Id"] == "n-\(number)") }
    }

    @Test func aSlowWriteIsAnsweredBeforeTheRequestsPipelinedBehindIt() throws {
        let connection = try sharedGateway().connect()
        let slow = GoncordClient.registration(GoncordClient.freshLogin(), fields: "X-Request-Id: first\r\n")
        let quick = "GET /nothing HTTP/1.1\r\nHost: a\r\nX-Request-Id: second\r\n\r\n"
        let another = GoncordClient.registration(GoncordClient.freshLogin(), fields: "X-Request-Id: third\r\n")
        try connection.send(slow + quick + another + quick)
        for (id, status) in [("first", 200), ("second", 404), ("third", 200), ("second", 404)] {
            let answer = try connection.readAnswer()
            #expect(answer["X-Request-Id"] == id)
            #expect(answer.status == status, "\(answer)")
        }
    }

    @Test func aRequestSentByteByByteIsServed() throws {
        let connection = try sharedGateway().connect()
        for byte in ("\r\n\r\n" + GoncordClient.registration(GoncordClient.freshLogin())).utf8 {
            try connection.send([byte])
        }
        #expect(try connection.readAnswer().status == 200)
    }

    @Test func clientOf10IsAnsweredAndTheConnectionClosed() throws {
        let connection = try sharedGateway().connect()
        try connection.send("GET /nothing HTTP/1.0\r\n\r\n")
        let answer = try connection.readAnswer()
        #expect(answer.status == 404)
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
    }

    @Test func clientOf10MayKeepTheConnection() throws {
        let connection = try sharedGateway().connect()
        for _ in 0..<2 {
            try connection.send("GET /nothing HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
            #expect(try connection.readAnswer()["Connection"] == "keep-alive")
        }
    }

    @Test func connectionCloseIsHonoured() throws {
        let connection = try sharedGateway().connect()
        try connection.send("GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get)
        #expect(try connection.readAnswer()["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
    }

    @Test func headIsGetWithoutContent() throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let request = GoncordClient.validation(token)
        let get = try gateway.answer(to: request)
        let connection = try gateway.connect()
        try connection.send("HEAD" + request.dropFirst(3) + request)
        let head = try connection.readAnswer(toHead: true)
        #expect(head.status == 200)
        #expect(head["Content-Length"] == get["Content-Length"])
        #expect(try connection.readAnswer().content == get.content)
    }

    @Test func headOfARefusalHasNoContentEither() throws {
        let connection = try sharedGateway().connect()
        try connection.send("HEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n" + get)
        #expect(try connection.readAnswer(toHead: true).status == 404)
        #expect(try connection.readAnswer().status == 404)
    }

    @Test func optionsListsTheMethodsOfAPath() throws {
        let answer = try sharedGateway().answer(to: "OPTIONS /api/v0/users HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.status == 204)
        #expect(answer["Content-Length"] == nil)
        #expect(methods(answer) == ["OPTIONS", "PATCH", "POST"])
    }

    @Test func optionsOfTheServerIsAnswered() throws {
        let answer = try sharedGateway().answer(to: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.status == 204)
        #expect(methods(answer).contains("GET"))
    }

    @Test func aMethodThatThePathDoesNotHaveGets405WithAllow() throws {
        let answer = try sharedGateway().answer(to: "DELETE /api/v0/tokens/validate HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.status == 405)
        #expect(answer.errorCode == "method.not_allowed")
        #expect(methods(answer) == ["GET", "HEAD", "OPTIONS"])
    }

    @Test(arguments: [
        "/", "/api/v0/users/", "/api/v0//users", "/api/v0%2Fusers", "/api/v0/tokens%2fvalidate", "/API/v0/users",
        "/api/v0/users/..", "/api/v0/x/../users",
    ])
    func aPathThatIsNotExactlyARouteIsUnknown(path: String) throws {
        let answer = try sharedGateway().answer(to: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.status == 404)
        #expect(answer.errorCode == "route.unknown")
    }

    @Test(arguments: [
        "/api/v0/tokens/validate?x=1&y", "/api/v0/tok%65ns/validate", "http://other/api/v0/tokens/validate",
    ])
    func aTargetInAnotherFormFindsItsRoute(target: String) throws {
        let answer = try sharedGateway().answer(to: "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.errorCode == "token.missing")
    }

    @Test func aDisabledRouteSaysSo() throws {
        let answer = try sharedGateway().answer(to: "GET /off HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.status == 404)
        #expect(answer.errorCode == "api.disabled")
    }

    @Test func chunkedContentAndTrailersAreRead() throws {
        let connection = try sharedGateway().connect()
        let login = GoncordClient.freshLogin()
        let body = Array(#"{"login":"\#(login)","email":"\#(login)@a.b","password":"long enough"}"#)
        let chunks = stride(from: 0, to: body.count, by: 7).map { start in
            let part = String(body[start..<min(start + 7, body.count)])
            return "\(String(part.utf8.count, radix: 16));x=y\r\n\(part)\r\n"
        }
        try connection.send(
            "POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunks.joined() + "0\r\nX-Sum: 1\r\n\r\n" + get)
        #expect(try connection.readAnswer().json["login"] as? String == login)
        #expect(try connection.readAnswer().status == 404)
    }

    @Test func answersCarryDateAndRequestID() throws {
        let answer = try sharedGateway().answer(to: get)
        let date = try #require(answer["Date"])
        #expect(date.hasSuffix(" GMT") && date.count == 29)
        #expect(answer["X-Request-Id"]?.isEmpty == false)
        #expect(answer["Content-Type"] == "application/json")
    }

    private func methods(_ answer: HTTPAnswer) -> Set<String> {
        Set((answer["Allow"] ?? "").components(separatedBy: ", "))
    }
}

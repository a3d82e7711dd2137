import Foundation
import Kit
import TestSupport
import Testing

/// What a client gets that breaks a rule of HTTP or a limit: an answer in the envelope, a line in the log, and no harm
/// done to the next one.
@Suite(
    .gateway(TestConfig(limits: ["requestLineBytes": 512, "fieldBytes": 512, "headBytes": 1024, "bodyBytes": 2000]))
) struct HTTPRefusalTests {
    /// Bytes that are no request, and what they are answered with.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let status: Int
        let code: String
        var testDescription: String { name }

        init(_ name: String, _ request: String, _ status: Int, _ code: String) {
            self.name = name
            self.request = request
            self.status = status
            self.code = code
        }

        /// A request with these fields after Host.
        static func fields(_ name: String, _ fields: String, _ status: Int, _ code: String) -> Case {
            Case(name, "POST /api/v0/users HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n", status, code)
        }

        static func malformed(_ name: String, _ request: String) -> Case {
            Case(name, request, 400, "request.malformed")
        }

        static func malformedFields(_ name: String, _ text: String) -> Case {
            fields(name, text, 400, "request.malformed")
        }
    }

    static let smuggling: [Case] = [
        .malformedFields("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        .malformedFields("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
        .malformedFields("two lengths", "Content-Length: 5\r\nContent-Length: 6"),
        .malformedFields("the same length twice", "Content-Length: 5\r\nContent-Length: 5"),
        .malformedFields("a list of lengths", "Content-Length: 5, 5"),
        .malformedFields("a signed length", "Content-Length: +5"),
        .malformedFields("a negative length", "Content-Length: -1"),
        .malformedFields("a hexadecimal length", "Content-Length: 0x5"),
        .malformedFields("a length without digits", "Content-Length:"),
        .fields("an endless length", "Content-Length: 99999999999999999999", 413, "body.too_large"),
        .malformedFields("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        .malformedFields("chunked not last", "Transfer-Encoding: chunked, gzip"),
        .malformedFields("an unknown coding only", "Transfer-Encoding: xchunked"),
        .fields("gzip before chunked", "Transfer-Encoding: gzip, chunked", 501, "coding.not_implemented"),
        .malformedFields("a folded field", "X-A: b\r\n c: d"),
        .malformedFields("a space before the colon", "Content-Length : 5"),
        .malformedFields("a field without a name", ": x"),
        .malformedFields("a field without a colon", "nonsense"),
        .malformedFields("a zero byte in a value", "X-A: b\0c"),
        .malformedFields("a bare CR in a value", "X-A: b\rc"),
        .malformed("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        .malformed("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"),
        .malformed("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        .malformed("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ]

    static let requestLines: [Case] = [
        .malformed("no version", "GET /\r\n\r\n"),
        .malformed("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .malformed("a space at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        .malformed("a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        .malformed("a lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"),
        .malformed("garbage", "\u{1}\u{2}\u{3}garbage\r\n\r\n"),
        .malformed("a fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
        .malformed("a broken escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
        .malformed("an asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        .malformed("empty lines without end", String(repeating: "\r\n", count: 20)),
        Case("no host", "GET / HTTP/1.1\r\n\r\n", 400, "host.invalid"),
        Case("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "host.invalid"),
        Case("a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "host.invalid"),
        Case("HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "version.unsupported"),
        Case("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version.unsupported"),
        Case("HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505, "version.unsupported"),
        Case("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method.not_implemented"),
        Case("TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method.not_implemented"),
        Case("a long target", "GET /\(String(repeating: "a", count: 600)) HTTP/1.1\r\n", 414, "request.line_too_long"),
        Case("an endless method", String(repeating: "A", count: 3000), 414, "request.line_too_long"),
        .fields("a long field", "X: \(String(repeating: "a", count: 600))", 431, "headers.too_large"),
        .fields(
            "long fields",
            Array(repeating: "X: \(String(repeating: "a", count: 300))", count: 6).joined(separator: "\r\n"), 431,
            "headers.too_large"),
        .fields("many fields", Array(repeating: "X:", count: 101).joined(separator: "\r\n"), 431, "headers.too_large"),
        .fields("another expectation", "Expect: 200-ok\r\nContent-Length: 5", 417, "expectation.failed"),
    ]

    static let contents: [Case] = [
        .fields("a long body", "Content-Length: 2001", 413, "body.too_large"),
        .fields("a huge body", "Content-Length: 999999999999999", 413, "body.too_large"),
        .fields("a long chunk", "Transfer-Encoding: chunked\r\n\r\n7d1", 413, "body.too_large"),
        .fields("an endless chunk size", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff", 413, "body.too_large"),
        .fields(
            "chunks that grow too long",
            "Transfer-Encoding: chunked\r\n\r\n"
                + Array(repeating: "3e8\r\n\(String(repeating: "a", count: 1000))\r\n", count: 3).joined(),
            413, "body.too_large"),
        .malformedFields("a chunk size that is none", "Transfer-Encoding: chunked\r\n\r\nxyz"),
        .malformedFields("a negative chunk size", "Transfer-Encoding: chunked\r\n\r\n-1"),
        .malformedFields("a chunk that is longer than it says", "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0"),
        .malformedFields("a bare LF after a chunk size", "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0"),
        .malformedFields("a broken trailer", "Transfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n"),
    ]

    @Test(arguments: smuggling + requestLines + contents)
    func isRefusedAndTheConnectionClosed(_ refused: Case) throws {
        let gateway = try sharedGateway()
        let neighbour = try gateway.connect()
        let connection = try gateway.connect()
        try connection.send(refused.request)
        let answer = try connection.readAnswer()
        #expect(answer.status == refused.status, "\(answer)")
        #expect(answer.errorCode == refused.code, "\(answer)")
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
        let line = try gateway.logLine(of: answer)
        #expect(line["error"] == refused.code)
        let detail = try #require(line["detail"].flatMap(ErrorDetail.init), "\(line.text)")
        #expect(detail != .operation)
        // A good request line is told, whatever followed it.
        if refused.request.hasPrefix("POST /api/v0/users HTTP/1.1\r\n") {
            #expect(line["method"] == "POST" && line["path"] == "/api/v0/users" && line["protocol"] == "1.1")
        }
        #expect(line.number("status") == refused.status)
        try neighbour.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try neighbour.readAnswer().status == 404)
    }

    @Test(arguments: smuggling) func nothingBehindAnUncertainRequestIsServed(_ refused: Case) throws {
        let connection = try sharedGateway().connect()
        try connection.send(refused.request + "GET /nothing HTTP/1.1\r\nHost: a\r\nX-Request-Id: smuggled\r\n\r\n")
        let answers = try connection.readToEnd(seconds: 10)
        #expect(answers.components(separatedBy: "HTTP/1.1 ").count == 2)
        #expect(!answers.contains("smuggled"))
    }

    @Test(arguments: ["/nothing", "/api/v0/users"]) func aMethodThatIsUnknownEverywhereIsNotImplemented(path: String)
        throws
    {
        let connection = try sharedGateway().connect()
        try connection.send("BREW \(path) HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try connection.readAnswer()
        #expect(answer.status == 501)
        #expect(answer.errorCode == "method.not_implemented")
        #expect(try connection.readAnswer().errorCode == "route.unknown")
    }

    /// RFC 9112 §6.3: neither a length nor a coding is no content, and no content is no fields, whatever its type.
    @Test(arguments: ["", "Content-Type: application/json\r\n", "Content-Type: image/png\r\n", "Content-Length: 0\r\n"])
    func anEmptyBodyIsNoFields(_ fields: String) throws {
        let answer = try sharedGateway().answer(to: "POST /api/v0/users HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        #expect(answer.status == 422 && answer.errorCode == "input.invalid")
        #expect(answer.content.contains(#""login":["is required"]"#))
    }

    @Test(arguments: [100, 1900, 20_000]) func contentOfARefusedRequestIsDiscarded(length: Int) throws {
        let connection = try sharedGateway().connect()
        let body = String(repeating: "x", count: length)
        try connection.send(
            "PATCH /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n\(body)"
                + "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try connection.readAnswer()
        #expect(answer.errorCode == "token.missing")
        #expect(answer["Connection"] == nil)
        #expect(try connection.readAnswer().errorCode == "route.unknown")
    }

    @Test func chunkedContentOfARefusedRequestIsDiscarded() throws {
        let connection = try sharedGateway().connect()
        try connection.send(
            "POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
                + "GET /off HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.readAnswer().errorCode == "route.unknown")
        #expect(try connection.readAnswer().errorCode == "api.disabled")
    }

    @Test func longContentOfARefusedRequestClosesTheConnectionAndSaysSo() throws {
        let connection = try sharedGateway().connect()
        try connection.send("PATCH /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
        let answer = try connection.readAnswer()
        #expect(answer.status == 401)
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
    }
}

/// Uploads that are refused: a client that sends all of it before it looks reads the answer all the same.
@Suite(.gateway(TestConfig.withTLS(limits: ["discardedBodyBytes": 16 << 20]))) struct RefusedUploadTests {
    private let contentBytes = 5 << 20

    private func head(_ request: String, _ framing: String) -> String {
        "\(request) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\(framing)\r\n\r\n"
    }

    private func chunked(_ count: Int) -> String {
        let chunk = "10000\r\n\(String(repeating: " ", count: 65_536))\r\n"
        return String(repeating: chunk, count: count / 65_536) + "0\r\n\r\n"
    }

    /// Too much is known at once, is known in the midst, nobody wants it, or it is none.
    @Test(arguments: [
        ("POST /api/v0/users", 413), ("PUT /nothing", 404), ("POST /nothing HTTP/1.1\r\nX : y\r\nA: b", 400),
    ])
    func theAnswerIsReadWhenAllIsSent(request: String, status: Int) throws {
        let content = String(repeating: " ", count: contentBytes)
        for text in [
            head(request, "Content-Length: \(contentBytes)") + content,
            head(request, "Transfer-Encoding: chunked") + chunked(contentBytes),
            head(request, "Transfer-Encoding: chunked") + "x" + chunked(contentBytes),
        ] {
            let connection = try sharedGateway().connect()
            try connection.send(text)
            #expect([status, 400].contains(try connection.readAnswer().status))
        }
    }

    @Test(arguments: ["Content-Length: 5242880", "Transfer-Encoding: chunked"])
    func theAnswerIsReadThroughTLS(framing: String) throws {
        let script = """
            import ssl, socket, sys
            context = ssl._create_unverified_context()
            for _ in range(5):
                s = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1]))))
                s.sendall(b"POST /api/v0/users HTTP/1.1\\r\\nHost: a\\r\\n" + sys.argv[2].encode() + b"\\r\\n\\r\\n")
                piece = b" " * 65536
                for _ in range(80):
                    s.sendall(b"10000\\r\\n" + piece + b"\\r\\n" if "chunked" in sys.argv[2] else piece)
                print(s.recv(12).decode())
            """
        let port = try sharedGateway().ports[1]
        let result = try CommandResult.run("python3", ["-c", script, "\(port)", framing])
        #expect(result.output == String(repeating: "HTTP/1.1 413\n", count: 5), "\(result.errors)")
    }

    @Test func thePatienceHasABound() throws {
        let connection = try sharedGateway().connect()
        try connection.send(head("PUT /nothing", "Content-Length: 999999999"))
        let piece = [UInt8](repeating: 0x20, count: 65_536)
        var count = 0
        #expect(throws: RawConnection.Failure.self) {
            while count < 64 << 20 {
                try connection.send(piece)
                count += piece.count
            }
        }
        #expect(count >= 16 << 20)
    }
}

/// `Expect: 100-continue` (RFC 9110 §10.1.1).
@Suite(.gateway(TestConfig(limits: ["bodyBytes": 2000]))) struct ExpectationTests {
    @Test func contentIsAskedForWhenTheRequestIsWelcome() throws {
        let connection = try sharedGateway().connect()
        let request = GoncordClient.registration(GoncordClient.freshLogin(), fields: "Expect: 100-continue\r\n")
        let head = try #require(request.range(of: "\r\n\r\n")).upperBound
        try connection.send(String(request[..<head]))
        #expect(try connection.readAnswer().status == 100)
        try connection.send(String(request[head...]))
        #expect(try connection.readAnswer().status == 200)
    }

    @Test func contentThatComesUnaskedNeedsNoInvitation() throws {
        let connection = try sharedGateway().connect()
        try connection.send(GoncordClient.registration(GoncordClient.freshLogin(), fields: "Expect: 100-continue\r\n"))
        #expect(try connection.readAnswer().status == 200)
    }

    @Test(arguments: [("PATCH /api/v0/users", 401), ("PUT /nothing", 404)])
    func contentIsNotAskedForWhenTheHeadIsRefused(request: String, status: Int) throws {
        let connection = try sharedGateway().connect()
        try connection.send("\(request) HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        let answer = try connection.readAnswer()
        #expect(answer.status == status)
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
    }

    @Test func contentThatWouldBeTooLongIsNotAskedFor() throws {
        let connection = try sharedGateway().connect()
        try connection.send(
            "POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 2001\r\nExpect: 100-continue\r\n\r\n")
        #expect(try connection.readAnswer().status == 413)
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
    }
}

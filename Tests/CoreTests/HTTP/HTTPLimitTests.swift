@testable import Core
import Testing

/// Exactly at a limit all is well; one over it is too much.
@Suite struct HTTPLimitTests {
    static let limits = HTTPLimits(
        requestLineBytes: 30, fieldBytes: 20, headBytes: 60, fieldCount: 4, bodyBytes: 10, chunkOverheadBytes: 8)

    static func failure(_ text: String) -> ParseFailure? { verifiedStream(text, limits: limits).failure }

    static func letters(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func requestLineHasALimit() {
        #expect(Self.failure("GET /\(Self.letters(16)) HTTP/1.1\r\nHost: a\r\n\r\n") == nil)
        #expect(Self.failure("GET /\(Self.letters(17)) HTTP/1.1\r\nHost: a\r\n\r\n") == .requestLineTooLong)
        #expect(Self.failure("GET /\(Self.letters(500))") == .requestLineTooLong)
        #expect(ParseFailure.requestLineTooLong.code.status == 414)
    }

    @Test func fieldHasALimit() {
        #expect(Self.failure("GET / HTTP/1.1\r\nHost: a\r\nX: \(Self.letters(17))\r\n\r\n") == nil)
        #expect(Self.failure("GET / HTTP/1.1\r\nHost: a\r\nX: \(Self.letters(18))\r\n\r\n") == .fieldTooLong)
        #expect(Self.failure("GET / HTTP/1.1\r\nHost: a\r\n\(Self.letters(500))") == .fieldTooLong)
        #expect(ParseFailure.fieldTooLong.code.status == 431)
    }

    @Test func whatStandsBehindALimitDoesNotMatter() {
        #expect(Self.failure("GET /\(Self.letters(26))\u{0}") == .requestLineTooLong)
        #expect(Self.failure("GET /\(Self.letters(25))\u{0}") == .controlCharacter)
    }

    @Test func fieldsTogetherHaveALimit() {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: \(Self.letters(16))\r\n"
        // 9, 21 and 22 bytes with their line ends, so 8 are left.
        #expect(Self.failure(start + "Y: \(Self.letters(17))\r\nZ:\(Self.letters(4))\r\n\r\n") == nil)
        #expect(Self.failure(start + "Y: \(Self.letters(17))\r\nZ:\(Self.letters(5))\r\n\r\n") == .fieldsTooLong)
        #expect(Self.failure(start + "Y: \(Self.letters(17))\r\nZ:\(Self.letters(500))") == .fieldsTooLong)
        #expect(ParseFailure.fieldsTooLong.code.status == 431)
    }

    @Test func numberOfFieldsHasALimit() {
        let start = "GET / HTTP/1.1\r\nHost: a\r\n"
        #expect(Self.failure(start + "a:\r\nb:\r\nc:\r\n\r\n") == nil)
        #expect(Self.failure(start + "a:\r\nb:\r\nc:\r\nd:\r\n\r\n") == .tooManyFields)
    }

    @Test func bodyHasALimit() {
        let start = "PUT / HTTP/1.1\r\nHost: a\r\n"
        #expect(Self.failure(start + "Content-Length: 10\r\n\r\n\(Self.letters(10))") == nil)
        #expect(Self.failure(start + "Content-Length: 11\r\n\r\n") == .bodyTooLarge)
        #expect(Self.failure(start + "Content-Length:999999999999999999\r\n\r\n") == .fieldTooLong)
        let chunked = start + "Transfer-Encoding:x\r\n\r\n"
        #expect(Self.failure(chunked) == .transferEncodingMalformed)
    }

    @Test(arguments: [
        "9223372036854775807", "9223372036854775808", "18446744073709551621", "99999999999999999999999999",
    ])
    func hugeContentLengthIsTooLargeAtOnce(_ length: String) {
        let stream = verifiedStream("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
        #expect(stream.failure == .bodyTooLarge)
    }

    @Test func chunkedBodyHasTheSameLimit() {
        let limits = HTTPLimits(bodyBytes: 10, chunkOverheadBytes: 8)
        let start = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let failure = { (text: String) in verifiedStream(start + text, limits: limits).failure }
        #expect(failure("6\r\nxxxxxx\r\n4\r\nxxxx\r\n0\r\n\r\n") == nil)
        #expect(failure("6\r\nxxxxxx\r\n5\r\nxxxxx\r\n0\r\n\r\n") == .bodyTooLarge)
        #expect(failure("1;abcd\r\nx\r\n0;a\r\n\r\n") == nil)
        #expect(failure("1;abcdefgh\r\nx\r\n0\r\n\r\n") == .chunkExtensionsTooLong)
        #expect(failure("1;abc\r\nx\r\n1;abcde\r\n") == .chunkExtensionsTooLong)
        #expect(failure("0\r\na:bcdef\r\n\r\n") == nil)
        #expect(failure("0\r\na:bcdef\r\nb:c\r\n\r\n") == .trailersTooLong)
    }

    @Test func routeMayAllowMoreOrLessThanTheDefault() {
        let text = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n\(Self.letters(11))"
        #expect(verifiedStream(text, limits: Self.limits, bodyLimitBytes: 11).requests.count == 1)
        #expect(verifiedStream(text, bodyLimitBytes: 10).failure == .bodyTooLarge)
        let chunked =
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n\(Self.letters(11))\r\n0\r\n\r\n"
        #expect(verifiedStream(chunked, bodyLimitBytes: 10).failure == .bodyTooLarge)
        #expect(verifiedStream(chunked, bodyLimitBytes: 11).requests.first?.body == Self.letters(11))
    }

    @Test func announcedBodyIsRefusedBeforeItComes() {
        var parser = RequestParser()
        var head = RequestHead()
        let bytes = Array("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n".utf8)
        let step = parser.parse(bytes.span, into: &head, limits: HTTPLimits())
        #expect(step == RequestParser.Step(consumed: bytes.count, event: .headComplete))
        #expect(parser.beginBody(parser.framing.content, limitBytes: 10) == .bodyTooLarge)
        let after = parser.parse([UInt8]().span, into: &head, limits: HTTPLimits())
        #expect(after.event == .failed(.bodyTooLarge))
    }

    @Test func refusedRequestStillShowsItsLine() {
        let stream = verifiedStream("GET /a?b HTTP/1.1\r\nHost: a\r\nbad\r\n\r\n")
        #expect(stream.last?.path == "/a" && stream.last?.methodText == "GET")
        #expect(verifiedStream("GET http://a HTTP/1.1\r\nHost: |\r\n\r\n").last?.path == "/")
        #expect(verifiedStream("GET /a HTTP/1.1\r\nHost: a\r\nConn").last?.path == "/a", "for a timeout")
        #expect(verifiedStream("GET /a HTTP/9.9\r\n").last?.path == "")
    }

    @Test func resetRequestIsAsNew() throws {
        var head = try makeRequest(
            "PUT /a%20?b HTTP/1.0\r\nHost: a\r\nExpect: x\r\nCookie: a\r\nCookie: b\r\nContent-Length: 3\r\n\r\n")
        head.reset()
        #expect(ParsedRequest(ReadRequest(head: head)) == ParsedRequest(ReadRequest()))
        #expect(head.field(.cookie) == .absent && head.bytes.isEmpty)
    }

    @Test func manySmallPiecesCostLinearTime() {
        // In quadratic time this would be 5 * 10^11 steps.
        let body = Self.letters(1_000_000)
        let bytes = Array("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n\(body)".utf8)
        var parser = RequestParser()
        var head = RequestHead()
        var start = bytes.count - 1_000_000
        _ = parser.parse(bytes.span.extracting(0..<start), into: &head, limits: HTTPLimits())
        var count = 0
        while start < bytes.count {
            let step = parser.parse(bytes.span.extracting(start..<start + 1), into: &head, limits: HTTPLimits())
            if case .content(let range) = step.event { count += range.count }
            start += 1
        }
        #expect(parser.parse([UInt8]().span, into: &head, limits: HTTPLimits()).event == .complete)
        #expect(count == 1_000_000)
    }
}

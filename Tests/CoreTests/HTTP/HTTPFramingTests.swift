@testable import Core
import Testing

/// How the end of a body is found, and everything by which somebody else might find another end.
@Suite struct HTTPFramingTests {
    static let start = "POST / HTTP/1.1\r\nHost: a\r\n"

    @Test func contentLengthIsRead() throws {
        let request = try verifiedRequest(Self.start + "Content-Length: 5\r\n\r\nhello")
        #expect(request.framing == .length(5) && request.body == "hello" && request.bytesIn == 52)
        #expect(try verifiedRequest(Self.start + "Content-Length: 0\r\n\r\n").framing == .length(0))
        #expect(try verifiedRequest(Self.start + "Content-Length:\t005 \r\n\r\nhello").body == "hello")
    }

    @Test func withoutLengthThereIsNoBody() throws {
        #expect(try verifiedRequest(Self.start + "\r\n").framing == .none)
        #expect(try verifiedRequest("POST / HTTP/1.0\r\n\r\n").body == "")
    }

    @Test func chunksAreJoined() throws {
        let head = Self.start + "Transfer-Encoding: chunked\r\n\r\n"
        let request = try verifiedRequest(head + "5\r\nhello\r\n00A;x=\"y\" ;z\r\n, world!\r\n\r\n0\r\nX: y\r\n\r\n")
        #expect(request.framing == .chunked && request.body == "hello, world!\r\n")
        #expect(request.fields.count == 2, "trailer fields are dropped")
        #expect(try verifiedRequest(head + "0\r\n\r\n").body == "")
        #expect(try verifiedRequest(head + "1 \t;a\r\nx\r\n000;b\r\n\r\n").body == "x")
    }

    @Test(arguments: ["chunked", "CHUNKED", "Chunked \t"])
    func chunkedIsReadInAnyCase(_ coding: String) throws {
        #expect(try verifiedRequest(Self.start + "Transfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n").framing == .chunked)
    }

    @Test func pipelinedRequestsAreReadInOrder() {
        let stream = verifiedStream(
            Self.start + "Content-Length: 3\r\n\r\nabc" + Self.start
                + "Transfer-Encoding: chunked\r\n\r\n1\r\nd\r\n0\r\n\r\n"
                + "GET /3 HTTP/1.1\r\nHost: c\r\n\r\n\r\nGET /4 HTTP/1.0\r\n\r\nGET /5")
        #expect(stream.requests.map(\.body) == ["abc", "d", "", ""])
        #expect(stream.requests.map(\.path) == ["/", "/", "/3", "/4"])
        #expect(stream.failure == nil && !stream.isIdle && stream.left == 6)
    }

    @Test func bytesAfterTheBodyAreTheNextRequest() {
        let stream = verifiedStream(Self.start + "Content-Length: 3\r\n\r\nabcd")
        #expect(stream.requests.count == 1 && stream.left == 1 && !stream.isIdle)
    }

    @Test(arguments: [
        "", "+5", "-5", "5,5", "5, 5", "5 5", "0x5", "5a", "a5", "5.0", "5;", "٥", "\"5\"", "5,", ",5", "1_000",
        "5\u{B2}",
    ])
    func contentLengthThatIsNoNumberIsRefused(_ value: String) {
        let stream = verifiedStream(Self.start + "Content-Length: \(value)\r\n\r\nhello")
        #expect(stream.failure == .contentLengthMalformed && stream.requests.isEmpty)
    }

    @Test(arguments: [
        ("Content-Length: 5\r\nContent-Length: 5", ParseFailure.contentLengthRepeated),
        ("Content-Length: 5\r\ncontent-length: 6", .contentLengthRepeated),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", .contentLengthWithTransferEncoding),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5", .contentLengthWithTransferEncoding),
        ("Transfer-Encoding: x\r\nContent-Length: 5", .contentLengthWithTransferEncoding),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .transferEncodingRepeated),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", .transferEncodingRepeated),
        ("Transfer-Encoding: chunked\r\ntransfer-encoding:", .transferEncodingRepeated),
        ("Transfer-Encoding: gzip, chunked", .transferCodingUnknown),
        ("Transfer-Encoding: identity,chunked", .transferCodingUnknown),
        ("Transfer-Encoding: gzip;q=1 , x, chunked", .transferCodingUnknown),
        ("Transfer-Encoding:", .transferEncodingMalformed),
        ("Transfer-Encoding: gzip", .transferEncodingMalformed),
        ("Transfer-Encoding: identity", .transferEncodingMalformed),
        ("Transfer-Encoding: chunked, gzip", .transferEncodingMalformed),
        ("Transfer-Encoding: chunked, chunked", .transferEncodingMalformed),
        ("Transfer-Encoding: xchunked", .transferEncodingMalformed),
        ("Transfer-Encoding: chunkedx", .transferEncodingMalformed),
        ("Transfer-Encoding: chunked;q=1", .transferEncodingMalformed),
        ("Transfer-Encoding: \"chunked\"", .transferEncodingMalformed),
        ("Transfer-Encoding: chunked,", .transferEncodingMalformed),
        ("Transfer-Encoding: ,chunked", .transferEncodingMalformed),
        ("Transfer-Encoding: chun ked", .transferEncodingMalformed),
        ("Transfer-Encoding: ſchunked", .transferEncodingMalformed),
        ("Transfer-Encoding : chunked", .spaceBeforeColon),
        ("Transfer-Encoding\t: chunked", .spaceBeforeColon),
        (" Transfer-Encoding: chunked", .fieldFolded),
        ("X: y\r\n Transfer-Encoding: chunked", .fieldFolded),
        ("Transfer-Encoding:\r\n chunked", .fieldFolded),
        ("Transfer-Encoding: chunked\u{0}", .controlCharacter),
        ("Transfer-Encoding: \u{B}chunked", .controlCharacter),
        ("X: y\nTransfer-Encoding: chunked", .bareLineFeed),
        ("X: y\rTransfer-Encoding: chunked", .bareCarriageReturn),
        ("Content-Length: 5\r\nX: y\rContent-Length: 6", .bareCarriageReturn),
        ("Content-Length\u{0}: 5", .controlCharacter),
    ])
    func framingInDoubtIsRefused(_ fields: String, _ failure: ParseFailure) {
        let stream = verifiedStream(Self.start + fields + "\r\n\r\n0\r\n\r\n")
        #expect(stream.failure == failure && stream.requests.isEmpty)
    }

    @Test func transferEncodingHasNoMeaningInVersion10() {
        let stream = verifiedStream("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        #expect(stream.failure == .transferEncodingInVersion10)
    }

    @Test(arguments: [
        ";a", "; a", " ;a", " \t; \ta", ";a=b", ";a = b", ";a=\"b\"", ";a=\"\"", ";a=\"b;c=\\\"\t\u{E9}\"", ";a;b",
        ";a=b ; c=d",
        ";a=\"b\" ;c", ";a ;b", ";!#$%&'*+-.^_`|~09=x",
    ])
    func chunkExtensionsAreReadPast(_ text: String) throws {
        let stream = verifiedStream(Self.start + "Transfer-Encoding: chunked\r\n\r\n1\(text)\r\nx\r\n0\(text)\r\n\r\n")
        #expect(stream.failure == nil && stream.requests.first?.body == "x", "\(text)")
    }

    @Test func namesThatOnlyLookAlikeFrameNothing() throws {
        for name in ["Content_Length", "Transfer_Encoding", "Content-Lengt", "Content-Length2", "X-Transfer-Encoding"] {
            #expect(try verifiedRequest(Self.start + "\(name): 5\r\n\r\n").framing == .none)
        }
    }

    @Test(arguments: [
        ("\r\n", ParseFailure.chunkSizeMalformed), ("+1\r\nx", .chunkSizeMalformed), ("-1\r\nx", .chunkSizeMalformed),
        (" 1\r\nx", .chunkSizeMalformed), ("1 \r\nx", .chunkSizeMalformed), ("1 2\r\nx", .chunkSizeMalformed),
        ("0x1\r\nx", .chunkSizeMalformed), ("g\r\n", .chunkSizeMalformed), ("1_0\r\n", .chunkSizeMalformed),
        (";x\r\n", .chunkSizeMalformed), ("1\nx\r\n", .chunkSizeMalformed),
        ("00000000000000001\r\nx", .chunkSizeMalformed),
        ("1,1\r\nx", .chunkSizeMalformed), ("1\u{0}\r\nx", .chunkSizeMalformed),
        ("1\rx", .bareCarriageReturn), ("1;a\nx\r\n", .bareLineFeed), ("1;a\rb\r\nx", .bareCarriageReturn),
        ("1;a\u{0}\r\nx", .chunkExtensionMalformed), ("1;\r\nx", .chunkExtensionMalformed),
        ("1;;a\r\nx", .chunkExtensionMalformed), ("1;=\r\nx", .chunkExtensionMalformed),
        ("1;a=\r\nx", .chunkExtensionMalformed), ("1;a=;b\r\nx", .chunkExtensionMalformed),
        ("1;a==b\r\nx", .chunkExtensionMalformed), ("1;a b\r\nx", .chunkExtensionMalformed),
        ("1;a \r\nx", .chunkExtensionMalformed), ("1;a=b \r\nx", .chunkSizeMalformed),
        ("1;a=\"b\r\nx", .chunkExtensionMalformed), ("1;a=\"b\\\r\nx", .chunkExtensionMalformed),
        ("1;a=\"b\"c\r\nx", .chunkExtensionMalformed), ("1;a=b\"c\"\r\nx", .chunkExtensionMalformed),
        ("1;a(\r\nx", .chunkExtensionMalformed), ("1;a=b,c\r\nx", .chunkExtensionMalformed),
        ("1;a=\"\u{1}\"\r\nx", .chunkExtensionMalformed), ("1;a=\"\nx", .bareLineFeed),
        ("1;\u{E9}\r\nx", .chunkExtensionMalformed), ("1;a=\u{7F}\r\nx", .chunkExtensionMalformed),
        ("1\r\nxy\r\n", .chunkEndMalformed), ("1\r\nx\n", .chunkEndMalformed), ("1\r\nx\ry", .chunkEndMalformed),
        ("1\r\nx0\r\n\r\n", .chunkEndMalformed), ("2\r\nx\r\n0\r\n\r\n", .chunkEndMalformed),
        ("0\r\n x: y\r\n\r\n", .trailerMalformed), ("0\r\nx : y\r\n\r\n", .trailerMalformed),
        ("0\r\n: y\r\n\r\n", .trailerMalformed), ("0\r\nx\r\n\r\n", .trailerMalformed),
        ("0\r\nx: \u{0}\r\n\r\n", .trailerMalformed), ("0\r\nx: y\n\r\n", .bareLineFeed),
        ("0\r\nx: y\rz", .bareCarriageReturn), ("0\r\n\rG", .bareCarriageReturn), ("0\r\n\n", .trailerMalformed),
        ("0\r\nGET / HTTP/1.1\r\n", .trailerMalformed),
        ("ffffffffffffffff\r\n", .bodyTooLarge), ("8000000000000000\r\n", .bodyTooLarge),
        ("7fffffffffffffff\r\n", .bodyTooLarge), ("100001\r\n", .bodyTooLarge),
        ("fffffffffffffffff\r\n", .bodyTooLarge), ("1\r\nx\r\n100000\r\n", .bodyTooLarge),
    ])
    func malformedChunkIsRefused(_ chunks: String, _ failure: ParseFailure) {
        let stream = verifiedStream(Self.start + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
        #expect(stream.failure == failure && stream.requests.isEmpty)
    }

    @Test func afterAFailureNothingIsRead() {
        var parser = RequestParser()
        var head = RequestHead()
        let bad = Array("GET / HTTP/3.0\r\n".utf8)
        let good = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let failed = RequestParser.Event.failed(.versionUnsupported)
        #expect(parser.parse(bad.span, into: &head, limits: HTTPLimits()).event == failed)
        #expect(parser.parse(good.span, into: &head, limits: HTTPLimits()).event == failed)
    }

    @Test func everyRuleHasItsWords() {
        #expect(Set(ParseFailure.allCases.map(\.rule)).count == ParseFailure.allCases.count)
        #expect(ParseFailure.bodyTooLarge.error.message == "the body is too large: it is over its limit")
        #expect(ParseFailure.hostMissing.code.status == 400 && ParseFailure.versionUnsupported.code.status == 505)
        #expect(ParseFailure.methodRefused.code.status == 501 && ParseFailure.transferCodingUnknown.code.status == 501)
    }
}

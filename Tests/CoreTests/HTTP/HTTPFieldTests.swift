@testable import Core
import Testing

@Suite struct HTTPFieldTests {
    static func failure(_ fields: String, version: String = "1.1") -> ParseFailure? {
        verifiedStream("GET / HTTP/\(version)\r\n\(fields)\r\n\r\n").failure
    }

    @Test func fieldsKeepOrderDuplicatesAndCase() throws {
        let request = try verifiedRequest(
            "GET / HTTP/1.1\r\nhOsT: a\r\nX:1\r\nx: \t 2 \t \r\nEmpty:\r\nBlank: \t\r\nY: a\tb c:d\r\n\r\n")
        #expect(request.fields == ["hOsT=a", "X=1", "x=2", "Empty=", "Blank=", "Y=a\tb c:d"])
    }

    @Test func valuesMayHoldBytesAboveASCII() throws {
        #expect(try verifiedRequest("GET / HTTP/1.1\r\nHost: a\r\nX: é€\u{80}\r\n\r\n").fields.last == "X=é€\u{80}")
    }

    @Test(arguments: [
        ("Host : a", ParseFailure.spaceBeforeColon), ("Host\t: a", .spaceBeforeColon), ("X Y: a", .spaceBeforeColon),
        (" Host: a", .fieldFolded), ("Host: a\r\n b", .fieldFolded), ("Host: a\r\n\tb", .fieldFolded),
        ("Host: a\r\n ", .fieldFolded), (" \r\nHost: a", .fieldFolded),
        (": a", .fieldNameMalformed), ("Host: a\r\n:", .fieldNameMalformed), ("Host", .fieldNameMalformed),
        ("H(st: a", .fieldNameMalformed), ("Hést: a", .fieldNameMalformed), ("Host;: a", .fieldNameMalformed),
        ("Host\u{0}: a", .controlCharacter), ("Host: a\u{0}", .controlCharacter), ("Host: a\u{7F}", .controlCharacter),
        ("Host: a\u{1B}b", .controlCharacter), ("Host: a\u{B}", .controlCharacter),
        ("Host: a\rX: b", .bareCarriageReturn), ("Host: a\r\rX: b", .bareCarriageReturn),
        ("Host: a\nX: b", .bareLineFeed), ("Host: a\n\n", .bareLineFeed), ("Host: a\r\n\n", .bareLineFeed),
        ("\r\nHost: a", .hostMissing),
    ])
    func malformedFieldIsRefused(_ fields: String, _ failure: ParseFailure) {
        #expect(Self.failure(fields) == failure)
    }

    @Test(arguments: [
        ("X: a", ParseFailure.hostMissing), ("Host: a\r\nHost: a", .hostRepeated),
        ("Host: a\r\nX: 1\r\nhost: b", .hostRepeated),
        ("Host:", .hostMalformed), ("Host: a, b", .hostMalformed), ("Host: a,\tb", .hostMalformed),
        ("Host: a b", .hostMalformed), ("Host: a:b", .hostMalformed), ("Host: :80", .hostMalformed),
        ("Host: a:65536", .hostMalformed), ("Host: a:123456", .hostMalformed), ("Host: a:+80", .hostMalformed),
        ("Host: a@b", .hostMalformed), ("Host: http://a", .hostMalformed), ("Host: a/b", .hostMalformed),
        ("Host: [::1", .hostMalformed), ("Host: []", .hostMalformed), ("Host: [::1]a", .hostMalformed),
        ("Host: [g]", .hostMalformed), ("Host: a?b", .hostMalformed), ("Host: é", .hostMalformed),
        ("Host: ::1", .hostMalformed), ("Host: %4", .hostMalformed), ("Host: %zz", .hostMalformed),
        ("Host: a%", .hostMalformed), ("Host: a%4:80", .hostMalformed), ("Host: a%25%2", .hostMalformed),
        ("Host: a|b", .hostMalformed), ("Host: a\"b", .hostMalformed), ("Host: a<b", .hostMalformed),
        ("Host: [::1%25eth0]", .hostMalformed), ("Host: a\\b", .hostMalformed), ("Host: a#b", .hostMalformed),
    ])
    func exactlyOneValidHostIsWanted(_ fields: String, _ failure: ParseFailure) {
        #expect(Self.failure(fields) == failure)
    }

    @Test(arguments: [
        ("a", "a"), ("A.example:65535", "A.example"), ("127.0.0.1:", "127.0.0.1"), ("[::1]", "[::1]"),
        ("[2001:db8::1.2.3.4]:8", "[2001:db8::1.2.3.4]"), ("a_b-c~d", "a_b-c~d"),
        ("a=b", "a=b"), ("!$&'()*+,;=:80", "!$&'()*+,;="), ("%41", "%41"), ("a%2fb%2C:1", "a%2fb%2C"), ("a,b", "a,b"),
    ])
    func hostIsKnownWithoutItsPort(_ value: String, _ host: String) throws {
        #expect(try verifiedRequest("GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n").host == host)
    }

    @Test func version10NeedsNoHostButAtMostOne() throws {
        #expect(try verifiedRequest("GET / HTTP/1.0\r\n\r\n").host == "")
        #expect(Self.failure("Host: a\r\nHost: a", version: "1.0") == .hostRepeated)
        #expect(Self.failure("Host: a, b", version: "1.0") == .hostMalformed)
    }

    @Test(arguments: [
        ("1.1", "X: y", true), ("1.1", "Connection: close", false), ("1.1", "Connection: CLOSE", false),
        ("1.1", "Connection: keep-alive, close", false), ("1.1", "Connection: ,x ,\tclose\t,", false),
        ("1.1", "Connection: closed", true), ("1.1", "Connection: keep-alive\r\nConnection: close", false),
        ("1.1", "Connection: upgrade", true), ("1.0", "X: y", false), ("1.0", "Connection: Keep-Alive", true),
        ("1.0", "Connection: close\r\nConnection: keep-alive", false), ("1.0", "Connection:", false),
    ])
    func connectionStaysAsAgreed(_ version: String, _ field: String, _ stays: Bool) throws {
        let request = try verifiedRequest("GET / HTTP/\(version)\r\nHost: a\r\n\(field)\r\n\r\n")
        #expect(request.keepsAlive == stays)
    }

    @Test func onlyContinueMayBeExpected() throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
        #expect(try verifiedRequest(head + "Expect: 100-Continue\r\n\r\nx").expectsContinue)
        #expect(try !verifiedRequest(head + "\r\nx").expectsContinue)
        #expect(verifiedStream(head + "Expect: 200-ok\r\n\r\nx").failure == .expectationUnknown)
        #expect(verifiedStream(head + "Expect:\r\n\r\nx").failure == .expectationUnknown)
        #expect(
            verifiedStream(head + "Expect: 100-continue\r\nExpect: x\r\n\r\nx").failure == .expectationUnknown)
    }

    @Test func nothingIsExpectedWithoutContentOrInVersion10() throws {
        let none = try verifiedRequest("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n")
        #expect(!none.expectsContinue)
        let old = try verifiedRequest("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx")
        #expect(!old.expectsContinue)
    }
}

@testable import Core
import Testing

@Suite struct HTTPCookieTests {
    static func value(_ field: String, _ name: String = "jwt") -> String? {
        let bytes = Array(field.utf8)
        return CookieHeader.value(named: Array(name.utf8).span, in: bytes.span).map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("jwt=a", "a"), ("x=1; jwt=a", "a"), ("x=1;jwt=a;y=2", "a"), ("jwt=a; jwt=b", "a"), ("jwt=", ""),
        ("jwt=\"a\"", "a"), ("jwt=\"\"", ""), ("jwt=\"", "\""), ("jwt=\"a", "\"a"), ("jwt=a=b==", "a=b=="),
        (" jwt = a ;", "a"), (";;jwt=a", "a"), ("jwt; jwt=a", "a"), ("x; =y; jwt=a", "a"), ("xjwt=1; jwt=a", "a"),
        ("x=jwt=b; jwt=a", "a"), ("x=\"; jwt=a\"", "a\""), ("JWT=b; jwt=a", "a"), ("\tjwt=a\t", "a"),
    ])
    func firstPairOfThatNameIsFound(_ field: String, _ expected: String) {
        #expect(Self.value(field) == expected)
    }

    @Test(arguments: [
        "", ";", "jwt", "xjwt=a", "jwtx=a", "x=jwt=a", "JWT=a", "x=1; yjwt=a", "x=\"jwt=a\"", "jw=a", "jwt x=a", "=jwt",
        "x=jwt", "j=a; wt=b", "jwt,x=a",
    ])
    func nothingElseMatches(_ field: String) { #expect(Self.value(field) == nil) }

    @Test func longValuesAreSearchedToTheirEnds() {
        let long = String(repeating: "x", count: 333)
        #expect(Self.value("a=\(long); jwt=\(long); b=\(long)") == long)
    }

    @Test func allCookieFieldsAreSearchedInOrder() throws {
        let request = try makeRequest(
            "GET / HTTP/1.1\r\nHost: a\r\nCookie: x=1\r\nX: jwt=0\r\ncookie: jwt=a\r\nCookie: jwt=b\r\n\r\n")
        let range = try #require(request.cookie(named: Array("jwt".utf8)))
        #expect(String(decoding: request.bytes[range], as: UTF8.self) == "a")
        #expect(request.cookie(named: Array("y".utf8)) == nil)
        #expect(try makeRequest("GET / HTTP/1.1\r\nHost: a\r\n\r\n").cookie(named: Array("jwt".utf8)) == nil)
    }
}

@testable import Core
import Testing

@Suite struct HTTPRequestLineTests {
    @Test func originFormHasPathAndQuery() throws {
        let request = try verifiedRequest("GET /a/b?c=d?e HTTP/1.1\r\nHost: example.com:8080\r\n\r\n")
        #expect(request.method == .get && request.methodText == "GET")
        #expect(request.target == "/a/b?c=d?e" && request.path == "/a/b" && request.query == "c=d?e")
        #expect(request.host == "example.com")
        #expect(!request.isVersion10 && !request.pathNeedsDecoding && !request.isAsteriskForm && request.keepsAlive)
    }

    @Test func emptyQueryIsNotAbsent() throws {
        #expect(try verifiedRequest("GET /? HTTP/1.1\r\nHost: a\r\n\r\n").query == "")
        #expect(try verifiedRequest("GET / HTTP/1.1\r\nHost: a\r\n\r\n").query == nil)
    }

    @Test(arguments: [
        ("GET", RequestMethod.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("PATCH", .patch),
        ("DELETE", .delete), ("OPTIONS", .options), ("get", .other), ("PROPFIND", .other), ("GETS", .other),
        ("XXXXXGET", .other), ("M-SEARCH!#$%&'*+.^_`|~", .other), ("AVERYLONGMETHODINDEED", .other),
    ])
    func methodsAreCaseSensitiveTokens(_ text: String, _ method: RequestMethod) throws {
        let request = try verifiedRequest("\(text) / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(request.method == method && request.methodText == text)
    }

    @Test(arguments: [
        ("http://example.com/a?b", "/a", "b", "example.com"),
        ("HTTP://example.com:80/a", "/a", nil, "example.com"),
        ("https://[::1]:443/", "/", nil, "[::1]"),
        ("http://example.com", "/", nil, "example.com"),
        ("http://example.com?x", "/", "x", "example.com"),
        ("http://example.com:/x", "/x", nil, "example.com"),
    ])
    func authorityOfAbsoluteFormReplacesHost(
        _ target: String, _ path: String, _ query: String?, _ host: String
    ) throws {
        let request = try verifiedRequest("GET \(target) HTTP/1.1\r\nHost: other\r\n\r\n")
        #expect(request.target == target && request.path == path && request.query == query && request.host == host)
    }

    @Test func asteriskFormIsForOptions() throws {
        let request = try verifiedRequest("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(request.isAsteriskForm && request.path == "*")
        let absolute = try verifiedRequest("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(absolute.isAsteriskForm && absolute.path == "*")
    }

    @Test(arguments: [
        ("GET", ParseFailure.requestLineMalformed), ("GET /", .requestLineMalformed), ("GET / ", .versionMalformed),
        ("GET  / HTTP/1.1", .requestLineMalformed), ("GET /  HTTP/1.1", .requestLineMalformed),
        ("GET / HTTP/1.1 ", .requestLineMalformed), (" GET / HTTP/1.1", .requestLineMalformed),
        ("GET\t/ HTTP/1.1", .requestLineMalformed), ("GET /\tHTTP/1.1", .requestLineMalformed),
        ("G@T / HTTP/1.1", .requestLineMalformed), ("GET / a HTTP/1.1", .requestLineMalformed),
        ("GÉT / HTTP/1.1", .requestLineMalformed),
        ("GET / HTTP/1", .versionMalformed), ("GET / http/1.1", .versionMalformed),
        ("GET / HTTP/1.10", .versionMalformed), ("GET / HTTP/01.1", .versionMalformed),
        ("GET / HTTP/1,1", .versionMalformed), ("GET / HTTP/a.b", .versionMalformed),
        ("GET / ICY/1.1", .versionMalformed),
        ("GET / HTTP/2.0", .versionUnsupported), ("GET / HTTP/1.2", .versionUnsupported),
        ("GET / HTTP/0.9", .versionUnsupported), ("PRI * HTTP/2.0", .versionUnsupported),
        ("CONNECT a:443 HTTP/1.1", .methodRefused), ("TRACE / HTTP/1.1", .methodRefused),
        ("GET a:443 HTTP/1.1", .targetMalformed), ("GET * HTTP/1.1", .targetMalformed),
        ("OPTIONS ** HTTP/1.1", .targetMalformed), ("GET a/b HTTP/1.1", .targetMalformed),
        ("GET ?a HTTP/1.1", .targetMalformed), ("GET ftp://a/ HTTP/1.1", .targetMalformed),
        ("GET http:///a HTTP/1.1", .targetMalformed), ("GET http://u@a/ HTTP/1.1", .targetMalformed),
        ("GET http://u:p@a/ HTTP/1.1", .targetMalformed), ("GET http://a:b/ HTTP/1.1", .targetMalformed),
        ("GET http:a HTTP/1.1", .targetMalformed),
        ("GET /a#b HTTP/1.1", .targetHasFragment), ("GET /a?b#c HTTP/1.1", .targetHasFragment),
        ("GET http://a#b HTTP/1.1", .targetHasFragment),
        ("GET /<a> HTTP/1.1", .targetMalformed), ("GET /a\"b HTTP/1.1", .targetMalformed),
        ("GET /a\\b HTTP/1.1", .targetMalformed), ("GET /a|b HTTP/1.1", .targetMalformed),
        ("GET /é HTTP/1.1", .targetMalformed), ("GET /?é HTTP/1.1", .targetMalformed),
        ("GET /?<a> HTTP/1.1", .targetMalformed),
        ("GET /% HTTP/1.1", .pathEscapeMalformed), ("GET /%4 HTTP/1.1", .pathEscapeMalformed),
        ("GET /%g0 HTTP/1.1", .pathEscapeMalformed), ("GET /%4/1 HTTP/1.1", .pathEscapeMalformed),
        ("GET /a%00 HTTP/1.1", .pathNotText), ("GET /%ff HTTP/1.1", .pathNotText),
        ("GET /%c3/%a9 HTTP/1.1", .pathNotText), ("GET /%ed%a0%80 HTTP/1.1", .pathNotText),
        ("GET /%c0%af HTTP/1.1", .pathNotText),
    ])
    func malformedRequestLineIsRefused(_ line: String, _ failure: ParseFailure) {
        #expect(verifiedStream("\(line)\r\nHost: a\r\n\r\n").failure == failure)
    }

    @Test func browsersLeaveSomeCharactersInQueries() throws {
        let request = try verifiedRequest("GET /?a[0]=%zz|{}^`\\%&100% HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(request.query == "a[0]=%zz|{}^`\\%&100%")
    }

    @Test func emptyLinesBeforeTheRequestLineAreForgivenTwice() throws {
        let request = try verifiedRequest("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(request.path == "/" && request.bytesIn == 31)
        #expect(verifiedStream("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").failure == .tooManyEmptyLines)
        #expect(verifiedStream("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").failure == .bareLineFeed)
        #expect(verifiedStream("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n").failure == .bareCarriageReturn)
        #expect(verifiedStream("\r\n").isIdle)
    }
}

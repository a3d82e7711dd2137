@testable import Core
import Testing

/// RFC 6455 §4.2.
struct WebSocketHandshakeTests {
    private static let example = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]

    /// The example's fields; those that are changed take the place of the one of that name.
    private func judge(
        _ start: String = "GET /chat HTTP/1.1", _ changed: String...
    ) -> Result<String, WebSocketHandshake.Flaw> {
        func name(_ field: String) -> Substring { field.split(separator: ":")[0] }
        let kept = Self.example.filter { field in !changed.contains { name($0) == name(field) } }
        let fields = (kept + changed).filter { !$0.hasSuffix(": -") }
        let text = "\(start)\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
        var (parser, head) = (RequestParser(), RequestHead())
        let step = parser.parse(Array(text.utf8).span, into: &head, limits: HTTPLimits())
        #expect(step.event == .headComplete)
        return Result { () throws(WebSocketHandshake.Flaw) in try WebSocketHandshake.accept(head) }
    }

    @Test func thePublishedExampleHolds() {
        #expect(judge() == .success("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
    }

    @Test(arguments: [
        "Upgrade: WebSocket", "Upgrade: h2c, websocket", "Connection: keep-alive, Upgrade", "Connection: upgrade",
        "Sec-WebSocket-Protocol: chat, superchat", "Content-Length: 0",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
    ])
    func aRequestOfAnotherFormIsTaken(field: String) {
        #expect(judge("GET / HTTP/1.1", field) == .success("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
    }

    @Test(arguments: [
        "Upgrade: -", "Upgrade: h2c", "Upgrade: websocket2", "Upgrade: websocket/13", "Connection: -",
        "Connection: keep-alive", "Connection: close",
    ])
    func aRequestThatDoesNotAskIsNone(field: String) {
        #expect(judge("GET / HTTP/1.1", field) == .failure(.notAsked))
    }

    @Test(arguments: ["POST / HTTP/1.1", "HEAD / HTTP/1.1", "GET / HTTP/1.0"])
    func anotherMethodOrAnOlderHTTPDoesNotAsk(start: String) {
        #expect(judge(start) == .failure(.notAsked))
    }

    @Test(arguments: ["8", "0", "14", "013", "13, 8", "-"]) func anotherVersionIsRefused(version: String) {
        #expect(judge("GET / HTTP/1.1", "Sec-WebSocket-Version: \(version)") == .failure(.versionUnknown))
    }

    @Test func twoVersionsAreNone() {
        let field = "Sec-WebSocket-Version: 13"
        #expect(judge("GET / HTTP/1.1", field, field) == .failure(.versionUnknown))
    }

    @Test(arguments: [
        "-", "", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25jZTE=", "dGhlIHNhbXBsZSBub25jZTEy", "dGhlIHNhbXBsZSBub2 jZQ==",
        "dGhlIHNhbXBsZSBub25j_Q==",
    ])
    func aKeyThatIsNotOf16BytesIsRefused(key: String) {
        #expect(judge("GET / HTTP/1.1", "Sec-WebSocket-Key: \(key)") == .failure(.keyInvalid))
    }

    @Test func twoKeysAreNone() {
        let field = Self.example[2]
        #expect(judge("GET / HTTP/1.1", field, field) == .failure(.keyInvalid))
    }

    @Test(arguments: ["Content-Length: 10", "Transfer-Encoding: chunked"])
    func aRequestWithContentIsRefused(field: String) {
        #expect(judge("GET / HTTP/1.1", field) == .failure(.hasContent))
    }
}

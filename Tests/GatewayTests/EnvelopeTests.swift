import Foundation
import TestSupport
import Testing

/// Every refusal of the process is in the envelope that the config gives, however early it comes.
@Suite(.gateway(.withUnusualEnvelope())) struct EnvelopeTests {
    static let refusals: [(request: String, status: Int)] = [
        ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
        ("GET /\(String(repeating: "a", count: 400)) HTTP/1.1\r\n", 414), ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501), ("GET /x HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("GET /off HTTP/1.1\r\nHost: a\r\n\r\n", 404), ("DELETE /api/v0/users HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 9000))\r\n\r\n", 431),
        ("POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", 413),
        ("POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", 408), ("GET / HT", 408),
        ("POST /api/v0/users HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
        ("PATCH /api/v0/users HTTP/1.1\r\nHost: a\r\n\r\n", 401),
        ("POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Type: text/x\r\nContent-Length: 1\r\n\r\nx", 415),
        (GoncordClient.post("/api/v0/users", "{"), 400), (GoncordClient.post("/api/v0/users", "{}"), 422),
        (GoncordClient.post("/api/v0/tokens", #"{"login":"nobody","password":"not a password"}"#), 401),
    ]

    private func check(_ answer: HTTPAnswer, _ status: Int) throws {
        #expect(answer.status == status, "\(answer)")
        #expect(answer["Content-Type"] == "application/json")
        let keys: Set = ["ok", "status", "kind", "id", "problems"]
        #expect(Set(answer.json.keys).subtracting(["by field"]) == keys, "\(answer)")
        #expect((answer.json["by field"] != nil) == (status == 422))
        #expect(answer.json["ok"] as? Bool == false)
        #expect(answer.json["status"] as? Int == status)
        #expect(answer.json["id"] as? String == answer["X-Request-Id"])
        let line = try sharedGateway().logLine(of: answer)
        #expect(line["error"] == answer.json["kind"] as? String)
        #expect(line.number("status") == status)
    }

    @Test(arguments: refusals) func refusalsAreEnveloped(request: String, status: Int) throws {
        try check(sharedGateway().answer(to: request), status)
    }

    @Test func soIsPlainHTTPOnTLS() throws {
        let connection = try RawConnection(port: sharedGateway().ports[1])
        try connection.send("GET / HTTP/1.1\r\n\r\n")
        try check(connection.readAnswer(), 400)
    }

    @Test func successIsEnvelopedToo() throws {
        let login = GoncordClient.freshLogin()
        let answer = try sharedGateway().answer(to: GoncordClient.registration(login))
        #expect(answer.json["ok"] as? Bool == true)
        #expect((answer.json["result"] as? [String: Any])?["login"] as? String == login)
    }
}

extension TestConfig {
    /// An envelope that resembles no other, and small limits.
    fileprivate static func withUnusualEnvelope() -> TestConfig {
        var config = TestConfig.withTLS()
        config.limits = [
            "bodyStallMilliseconds": 200, "headerReadMilliseconds": 200, "requestLineBytes": 300, "bodyBytes": 999,
        ]
        config.envelope = [
            "success": ["ok": true, "result": "$data"],
            "failure": [
                "ok": false, "status": "$status", "kind": "$code", "id": "$requestId",
                "problems": [["text": "$message"]], "by field": "$fields?",
            ] as [String: Any],
        ]
        return config
    }
}

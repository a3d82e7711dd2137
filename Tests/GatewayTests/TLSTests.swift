import Foundation
import TestSupport
import Testing

/// TLS as `openssl s_client` sees it.
@Suite(.gateway(.withTLS())) struct TLSTests {
    private let request = "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    /// Sends one request and gives what the client saw, its own words included.
    private func client(_ arguments: String..., input: String? = nil) throws -> String {
        let common = ["s_client", "-connect", "127.0.0.1:\(try sharedGateway().ports[1])", "-ign_eof"]
        let result = try CommandResult.run("openssl", common + arguments, input: input ?? request)
        return result.output + result.errors
    }

    @Test(arguments: [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
    func bothVersionsAreSpoken(option: String, version: String) throws {
        let id = "tls-\(UUID().uuidString)"
        let seen = try client(
            option, input: "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(id)\r\nConnection: close\r\n\r\n")
        #expect(seen.contains("New, \(version)"))
        #expect(seen.contains("HTTP/1.1 404 Not Found"))
        let line = try #require(sharedGateway().logLines { $0["request_id"] == id }.first)
        let tls = try #require(line.values["tls"] as? [String: Any])
        #expect(tls["version"] as? String == version)
        #expect(tls["resumed"] as? Bool == false)
    }

    @Test func tls11IsRefused() throws {
        let seen = try client("-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0")
        #expect(!seen.contains("HTTP/1.1"))
        #expect(seen.contains("alert") || seen.contains("no protocols"))
    }

    @Test(arguments: [
        ("localhost", "localhost"), ("api.example.com", "api.example.com"), ("API.example.com", "api.example.com"),
        ("unknown.example.com", "localhost"),
    ])
    func theCertificateFitsTheNameAskedFor(name: String, subject: String) throws {
        let seen = try client("-servername", name)
        #expect(seen.contains("subject=CN = \(subject)\n"))
    }

    @Test func withoutANameTheFirstCertificateIsShown() throws {
        #expect(try client("-noservername").contains("subject=CN = localhost\n"))
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"]) func aSessionIsTakenUpAgain(option: String) throws {
        let file = try sharedGateway().folder.path + "/session\(option)"
        #expect(try client(option, "-sess_out", file).contains("New, TLSv1"))
        let id = "resumed-\(UUID().uuidString)"
        let again = try client(
            option, "-sess_in", file,
            input: "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(id)\r\nConnection: close\r\n\r\n")
        #expect(again.contains("Reused, TLSv1"))
        let line = try #require(sharedGateway().logLines { $0["request_id"] == id }.first)
        #expect((line.values["tls"] as? [String: Any])?["resumed"] as? Bool == true)
    }

    @Test func http11IsChosenByALPN() throws {
        let seen = try client("-alpn", "h2,http/1.1")
        #expect(seen.contains("ALPN protocol: http/1.1"))
        #expect(seen.contains("HTTP/1.1 404 Not Found"))
    }

    @Test func aClientOfHTTP10IsServed() throws {
        let seen = try client("-alpn", "http/1.0")
        #expect(seen.contains("ALPN protocol: http/1.0"))
        #expect(seen.contains("HTTP/1.1 404 Not Found"))
    }

    @Test func aClientWithoutHTTP11IsRefused() throws {
        let seen = try client("-alpn", "h2,spdy/3")
        #expect(!seen.contains("HTTP/1.1"))
        #expect(seen.contains("no application protocol"))
    }

    @Test func theEndIsSaid() throws {
        // s_client shows the alert that was received before the end.
        let seen = try client("-msg")
        #expect(seen.contains("<<< TLS 1.3, Alert [length 0002], warning close_notify"))
    }

    @Test func plainHTTPOnTheTLSPortIsToldSo() throws {
        let gateway = try sharedGateway()
        let connection = try RawConnection(port: gateway.ports[1])
        try connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = try connection.readAnswer()
        #expect(answer.status == 400)
        #expect(answer.errorCode == "tls.required")
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
        #expect(try gateway.logLine(of: answer)["error"] == "tls.required")
    }

    @Test(arguments: [
        [UInt8]([0x16, 0x03, 0x01, 0x02, 0x00, 0xFF, 0xFF, 0xFF]), [0, 1, 2, 3, 4], [0x16, 0xFF, 0xFF, 0xFF, 0xFF, 1],
    ])
    func garbageOnTheTLSPortHarmsNobody(bytes: [UInt8]) throws {
        let gateway = try sharedGateway()
        let connection = try RawConnection(port: gateway.ports[1])
        try connection.send(bytes)
        connection.endSending()
        try connection.readToEnd(seconds: 10)
        #expect(try client().contains("HTTP/1.1 404 Not Found"))
    }

    @Test func aBodyOfManyRecordsIsRead() throws {
        let login = GoncordClient.freshLogin()
        let body =
            #"{"login":"\#(login)","email":"\#(login)@a.b","password":"long enough","x":""#
            + String(repeating: "y", count: 200_000) + #""}"#
        let request = GoncordClient.post("/api/v0/users", body, fields: "Connection: close\r\n")
        #expect(try client(input: request).contains("HTTP/1.1 200 OK"))
    }

    @Test func aHandshakeThatIsNotFinishedIsGivenUp() throws {
        var config = TestConfig.withTLS()
        config.limits = ["tlsHandshakeMilliseconds": 200]
        let gateway = try RunningGateway(config)
        let silent = try RawConnection(port: gateway.ports[1])
        let stuck = try RawConnection(port: gateway.ports[1])
        try stuck.send([0x16, 0x03, 0x01])
        #expect(try silent.readToEnd(seconds: 10).isEmpty)
        #expect(try stuck.readToEnd(seconds: 10).isEmpty)
        #expect(gateway.stop() == .exit(0))
    }
}

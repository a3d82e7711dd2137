import Foundation
import TestSupport
import Testing

/// What the access log says, and what it never says.
@Suite(.gateway()) struct AccessLogTests {
    @Test func aLineTellsWhatBecameOfTheRequest() throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let answer = try gateway.answer(
            to: GoncordClient.validation(
                token,
                fields: "User-Agent: test \"quoted\" \u{E9}\r\n"
                    + "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"))
        let line = try gateway.logLine(of: answer)
        let stamp = try Regex(#"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"#)
        #expect(try #require(line["ts"]).contains(stamp))
        #expect(line["listener"] == "127.0.0.1:0")
        #expect(line["remote_ip"] == "127.0.0.1")
        #expect(line["method"] == "GET")
        #expect(line["host"] == "localhost" && line["protocol"] == "1.1")
        #expect(line["path"] == "/api/v0/tokens/validate")
        #expect(line["route"] == "/api/v0/tokens/validate")
        #expect(line["api"] == "goncord")
        #expect(line["operation"] == "validateToken")
        #expect(line.number("status") == 200)
        #expect(line.values["error"] is NSNull && line.values["detail"] is NSNull)
        #expect(try #require(line.number("bytes_in")) > 200)
        #expect(try #require(line.number("bytes_out")) > answer.content.utf8.count)
        #expect(try #require(line.number("duration_us")) < 10_000_000)
        #expect(line.number("handler_us") != nil)
        #expect(line["token_source"] == "header")
        #expect(line["subject"]?.hasPrefix("User:") == true)
        #expect(line.values["tls"] is NSNull)
        #expect(line["user_agent"]?.hasPrefix("test \"quoted\"") == true)
        #expect(line["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736")
    }

    @Test func equalTokensHaveEqualFingerprints() throws {
        let gateway = try sharedGateway()
        let client = GoncordClient(gateway: gateway)
        let tokens = [try client.token(), try client.token()]
        let byHeader = try gateway.answer(to: GoncordClient.validation(tokens[0]))
        let byCookie = try gateway.answer(
            to: "GET /api/v0/tokens/validate HTTP/1.1\r\nHost: a\r\nCookie: jwt=\(tokens[0])\r\n\r\n")
        let other = try gateway.answer(to: GoncordClient.validation(tokens[1]))
        let prints = try [byHeader, byCookie, other].map { try #require(gateway.logLine(of: $0)["token_fp"]) }
        #expect(prints[0] == prints[1])
        #expect(prints[0] != prints[2])
        #expect(!tokens[0].contains(prints[0]))
    }

    @Test(arguments: ["abc-123_X.y", "0", String(repeating: "a", count: 64)])
    func aValidRequestIDIsKept(id: String) throws {
        let answer = try sharedGateway().answer(to: "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(id)\r\n\r\n")
        #expect(answer["X-Request-Id"] == id)
        #expect(try sharedGateway().logLine(of: answer).number("status") == 404)
    }

    @Test(arguments: ["", "a b", "a\"b", "\u{E9}", "a<script>", String(repeating: "a", count: 500)])
    func anotherRequestIDIsMadeAnew(id: String) throws {
        let answer = try sharedGateway().answer(to: "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(id)\r\n\r\n")
        #expect(answer["X-Request-Id"]?.count == 32)
    }

    @Test func requestIDsDiffer() throws {
        let connection = try sharedGateway().connect()
        var seen: Set<String> = []
        for _ in 0..<100 {
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            seen.insert(try #require(connection.readAnswer()["X-Request-Id"]))
        }
        #expect(seen.count == 100)
    }

    @Test func anInvalidTraceparentIsNotTakenUp() throws {
        let answer = try sharedGateway().answer(to: "GET / HTTP/1.1\r\nHost: a\r\ntraceparent: 00-xyz\r\n\r\n")
        #expect(try sharedGateway().logLine(of: answer).values["trace_id"] is NSNull)
    }

    @Test(arguments: [
        ("{}", 422, "input.invalid", "field_missing"),
        (#"{"login":"?","password":"password","email":"a@b.c"}"#, 422, "input.invalid", "field_invalid"),
        (#"{"login":"#, 400, "body.malformed", "json_syntax"), ("[]", 400, "body.malformed", "json_not_object"),
        ("{\"a\":\"\u{FFFD}\"}", 422, "input.invalid", "field_missing"),
        (#"{"login":"a","login":"b"}"#, 400, "body.malformed", "json_duplicate_key"),
    ])
    func theLineSaysWhyABodyWasRefused(body: String, status: Int, code: String, detail: String) throws {
        let answer = try sharedGateway().answer(to: GoncordClient.post("/api/v0/users", body))
        #expect(answer.status == status)
        let line = try sharedGateway().logLine(of: answer)
        #expect(line["error"] == code && line["detail"] == detail && line["operation"] == "registerUser")
    }

    @Test(arguments: [
        ("", "token_missing"), ("Authorization: Basic x\r\n", "token_unusable"),
        ("Authorization: Bearer x\r\n", "token_malformed"),
    ])
    func theLineSaysWhyATokenWasRefused(fields: String, detail: String) throws {
        let answer = try sharedGateway().answer(
            to: "GET /api/v0/tokens/validate HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        #expect(answer.status == 401)
        #expect(try sharedGateway().logLine(of: answer)["detail"] == detail)
    }

    @Test func aLineIsWrittenForARequestThatIsNone() throws {
        let answer = try sharedGateway().answer(to: "GARBAGE\r\n\r\n")
        let line = try sharedGateway().logLine(of: answer)
        #expect(line["error"] == "request.malformed" && line["detail"] == "request_line_malformed")
        #expect(line.values["route"] is NSNull && line.values["method"] is NSNull)
    }

    /// Every secret of the run is looked for in all that the process writes.
    @Test func noSecretGetsIntoALog() throws {
        let gateway = try RunningGateway()
        let login = GoncordClient.freshLogin()
        let secrets = (1...9).map { "s3cret\($0)\(UUID().uuidString.prefix(8))" }
        let bodies = [
            #"{"login":"\#(login)","email":"\#(secrets[0])@x.y","password":"\#(secrets[1])"}"#,
            #"{"login":"\#(login)","email":"\#(secrets[0])@x.y","password":"\#(secrets[1])"}"#,
            #"{"login":"?","password":{"\#(secrets[2])":1},"birthday":"\#(secrets[2])"}"#,
            #"{"password":"\#(secrets[3])""#,
        ]
        for body in bodies { _ = try gateway.answer(to: GoncordClient.post("/api/v0/users", body)) }
        let answer = try gateway.answer(
            to: GoncordClient.post("/api/v0/tokens", #"{"login":"\#(login)","password":"\#(secrets[1])"}"#))
        let jwt = try #require(answer.json["jwt"] as? String)
        _ = try gateway.answer(
            to:
                "GET /api/v0/tokens/validate?key=\(secrets[4]) HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer \(jwt)\r\n\r\n"
        )
        for field in [
            "Cookie: jwt=\(secrets[5])", "Authorization: Bearer \(secrets[5])", "Authorization: Basic \(secrets[5])",
            "X-App-Token: \(secrets[6])", "Referer: http://a/?\(secrets[6])", "Expect: \(secrets[7])",
            "X \(secrets[7])",
            "Content-Length: \(secrets[7])", "Transfer-Encoding: \(secrets[7])", "Host: \(secrets[7])/",
        ] {
            _ = try gateway.answer(to: "PATCH /api/v0/users?\(secrets[4]) HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")
        }
        _ = try gateway.answer(
            to: GoncordClient.post("/api/v0/tokens", #"{"login":"\#(login)","password":"\#(secrets[8])"}"#))
        #expect(gateway.stop() == .exit(0))
        let written = gateway.folder.text("access.jsonl") + gateway.errors
        #expect(RunningGateway.completeLines(written).count > 15)
        for secret in secrets + jwt.split(separator: ".").map(String.init) { #expect(!written.contains(secret)) }
    }

    @Test func aLogThatCannotBeOpenedAnewStaysAsItIsAndIsTold() throws {
        let gateway = try RunningGateway()
        let log = gateway.folder.path + "/access.jsonl"
        _ = try gateway.logLine(of: gateway.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        try FileManager.default.moveItem(atPath: log, toPath: log + ".1")
        try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: false)
        gateway.process.send(SIGUSR1)
        try eventually { gateway.errors.contains("access_log.not_reopened") }
        #expect(try gateway.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
        #expect(gateway.stop() == .exit(0))
        #expect(RunningGateway.lines(gateway.folder.text("access.jsonl.1")).count == 2)
    }

    @Test func whatOnlyClientsDidIsNotInTheErrorLog() throws {
        let gateway = try RunningGateway()
        for request in ["BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/3.0\r\n\r\n", "TRACE / HTTP/1.1\r\n\r\n"] {
            #expect(try gateway.answer(to: request).status > 500)
        }
        #expect(gateway.stop() == .exit(0))
        #expect(RunningGateway.lines(gateway.errors).allSatisfy { $0["level"] == "info" }, "\(gateway.errors)")
    }

    @Test func theFirstLineSaysWhatIsServed() throws {
        let gateway = try RunningGateway()
        let path = gateway.folder.path + "/gateway.json"
        let sum = try CommandResult.run("sha256sum", [path]).output.prefix(64)
        let ready = RunningGateway.lines(gateway.errors).first { $0["event"] == "gateway.ready" }
        let message = try #require(ready?["message"])
        #expect(
            message == "gateway 0.1.0, process \(gateway.process.id), config \(path) (SHA-256 \(sum)), 6 routes, "
                + "listening on http://127.0.0.1:\(gateway.ports[0])")
        #expect(gateway.stop() == .exit(0))
    }

    @Test func theLogIsOpenedAnewOnSIGUSR1() throws {
        let gateway = try RunningGateway()
        let log = gateway.folder.path + "/access.jsonl"
        let first = try gateway.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try gateway.logLine(of: first)
        try FileManager.default.moveItem(atPath: log, toPath: log + ".1")
        gateway.process.send(SIGUSR1)
        try eventually { FileManager.default.fileExists(atPath: log) }
        let second = try gateway.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try gateway.logLine(of: second).number("status") == 404)
        #expect(gateway.accessLog.count == 1)
        #expect(RunningGateway.lines(gateway.folder.text("access.jsonl.1")).count == 1)
        #expect(gateway.stop() == .exit(0))
    }
}

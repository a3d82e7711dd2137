import Foundation
import TestSupport
import Testing

/// Callers that come too often, over real sockets.
@Suite(.waiting) struct RateLimitTests {
    private func limit(_ party: String, _ requests: Int, _ seconds: Int = 3600) -> [String: Any] {
        ["per": party, "requests": requests, "seconds": seconds]
    }

    /// A route of Goncord that reads, with a limit of its own.
    private func reading(_ path: String, _ limit: [String: Any], _ more: [String: Any] = [:]) -> [String: Any] {
        var route: [String: Any] = [
            "method": "GET", "path": path, "operation": "validateToken", "token": "required", "rateLimit": limit,
        ]
        route.merge(more) { $1 }
        return route
    }

    private func get(_ path: String, _ fields: String...) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private func checkRefusal(_ answer: HTTPAnswer) {
        #expect(answer.status == 429)
        #expect(answer.errorCode == "rate.limited")
        #expect(Int(answer["Retry-After"] ?? "") ?? 0 > 0)
        #expect(answer["RateLimit"] == "\"default\";r=0;t=\(answer["Retry-After"] ?? "")")
    }

    @Test func anAddressIsRefusedBeforeItsTokenIsLookedAt() throws {
        let gateway = try RunningGateway(TestConfig(routes: [reading("/limited", limit("address", 3))]))
        for remaining in [2, 1, 0] {
            let answer = try gateway.answer(to: get("/limited", "Authorization: Bearer x"))
            #expect(answer.status == 401)
            #expect(answer["RateLimit-Policy"] == #""default";q=3;w=3600"#)
            #expect(answer["RateLimit"]?.hasPrefix("\"default\";r=\(remaining);t=") == true)
            #expect(answer["Retry-After"] == nil)
        }
        let refused = try gateway.answer(to: get("/limited", "Authorization: Bearer x"))
        checkRefusal(refused)
        #expect(refused["RateLimit-Policy"] == #""default";q=3;w=3600"#)
        let line = try gateway.logLine(of: refused)
        #expect(line["error"] == "rate.limited" && line["token_source"] == nil)
        // Other routes are not concerned.
        let other = try gateway.answer(to: get("/api/v0/tokens/validate"))
        #expect(other.status == 401 && other["RateLimit"] == nil && other["RateLimit-Policy"] == nil)
        #expect(gateway.stop() == .exit(0))
    }

    @Test func theLimitHoldsForAllConnectionsAndLoopsTogether() throws {
        let config = TestConfig(threads: ["eventLoops": 4], routes: [reading("/limited", limit("address", 40))])
        let gateway = try RunningGateway(config)
        let request = get("/limited")
        let statuses = inParallel(16) { _ -> [Int] in
            (try? (0..<5).map { _ in try gateway.answer(to: request).status }) ?? []
        }
        #expect(statuses.flatMap { $0 }.count { $0 == 401 } == 40)
        #expect(statuses.flatMap { $0 }.count { $0 == 429 } == 40)
        #expect(gateway.stop() == .exit(0))
    }

    @Test func subjectsAreCountedApartAndNobodyAsAnAddress() throws {
        let gateway = try RunningGateway(TestConfig(routes: [reading("/limited", limit("subject", 2))]))
        let tokens = try (0..<2).map { _ in try GoncordClient(gateway: gateway).token() }
        for _ in 0..<2 { #expect(try gateway.answer(to: get("/limited", "Authorization: Bearer guess")).status == 401) }
        checkRefusal(try gateway.answer(to: get("/limited", "Authorization: Bearer other")))
        checkRefusal(try gateway.answer(to: get("/limited")))
        for token in tokens {
            let request = get("/limited", "Authorization: Bearer \(token)")
            for remaining in [1, 0] {
                let answer = try gateway.answer(to: request)
                #expect(answer.status == 200)
                #expect(answer["RateLimit"]?.hasPrefix("\"default\";r=\(remaining);t=") == true)
            }
            let refused = try gateway.answer(to: request)
            checkRefusal(refused)
            #expect(try gateway.logLine(of: refused)["subject"]?.hasPrefix("User:") == true)
        }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func appsAreCountedApart() throws {
        let config = TestConfig(routes: [reading("/limited", limit("app", 1), ["app": "known"])])
        let folder = ScratchDirectory()
        try config.text().write(toFile: folder.path + "/gateway.json", atomically: true, encoding: .utf8)
        for name in ["one", "two"] {
            let added = try GatewayBinary.run(
                ["apps", "add", name, "--token", "-"], in: folder.path, input: "token-of-\(name)\n")
            try #require(added.exitCode == 0, "\(added.errors)")
        }
        let gateway = try RunningGateway(config, in: folder)
        let user = "Authorization: Bearer \(try GoncordClient(gateway: gateway).token())"
        for name in ["one", "two"] {
            let request = get("/limited", user, "x-app-token: token-of-\(name)")
            #expect(try gateway.answer(to: request).status == 200)
            checkRefusal(try gateway.answer(to: request))
        }
        // Unknown apps are counted as the address, which has not called yet.
        #expect(try gateway.answer(to: get("/limited", user, "x-app-token: guess")).status == 403)
        checkRefusal(try gateway.answer(to: get("/limited", user, "x-app-token: other")))
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aBodyThatIsRefusedIsNotRead() throws {
        var config = TestConfig()
        config.limit = limit("address", 1)
        let gateway = try RunningGateway(config)
        let head = "POST /api/v0/tokens HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        let first = try gateway.answer(to: head + "Content-Length: 2\r\n\r\n{}")
        #expect(first.status == 422)
        #expect(first["RateLimit"]?.hasPrefix(#""default";r=0;t="#) == true)
        let connection = try gateway.connect()
        // The limit is the API's: another route, and the address is the same.
        try connection.send(
            "POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
        let refused = try connection.readAnswer()
        checkRefusal(refused)
        #expect(refused["Connection"] == "close")
        #expect(gateway.stop() == .exit(0))
    }

    @Test func pipelinedRequestsAreCountedOneByOne() throws {
        let gateway = try RunningGateway(TestConfig(routes: [reading("/limited", limit("address", 2))]))
        let connection = try gateway.connect()
        try connection.send(String(repeating: get("/limited"), count: 4))
        let statuses = try (0..<4).map { _ in try connection.readAnswer().status }
        #expect(statuses == [401, 401, 429, 429])
        #expect(gateway.stop() == .exit(0))
    }
}

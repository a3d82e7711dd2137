@testable import Core
import Kit
import System
import TestSupport
import Testing

struct AccessLogLineTests {
    private static let keys = [
        "ts", "request_id", "method", "host", "protocol", "path", "route", "api", "operation", "status", "error",
        "detail", "bytes_in", "bytes_out", "duration_us", "handler_us", "token_source", "token_fp", "app", "subject",
        "listener", "remote_ip", "tls", "user_agent", "trace_id",
    ]

    /// The line's text without its end.
    private func line(
        _ exchange: borrowing Exchange, wallMilliseconds: Int64 = 1_790_000_000_123, nowNanoseconds: UInt64 = 5_000_999
    ) throws -> String {
        var line = AccessLogLine()
        var lines = ByteBuffer()
        lines.append("before\n")
        line.append(
            exchange, wallMilliseconds: wallMilliseconds, nowNanoseconds: nowNanoseconds, to: &lines)
        let all = text(lines.span).split(separator: "\n", omittingEmptySubsequences: false)
        try #require(all.count == 3 && all[0] == "before" && all[2].isEmpty, "\(all)")
        return String(all[1])
    }

    private func root(_ line: String) throws -> JSONNode {
        let root = try JSONDocument(parsing: Array(line.utf8)).root
        #expect(root.members.map(\.key) == Self.keys)
        return root
    }

    @Test func aWholeLineIsAsWritten() throws {
        var exchange = try Exchange.make(
            "POST /a/7?token=SECRET HTTP/1.1\r\nHost: A.example:8080\r\nAuthorization: Bearer SECRET\r\n"
                + "Cookie: jwt=SECRET\r\nX-App: SECRET\r\nUser-Agent: curl \"x\"\r\nContent-Length: 8\r\n"
                + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n\"SECRET\"")
        var identity = RequestIdentity(randomBytes: [UInt8](repeating: 0, count: 16))
        identity.identify(&exchange)
        exchange.facts.route = Route(try .make("POST /a/{id}"), envelope: try .make())
        exchange.facts.token = FoundToken(source: .header, place: .bytes(Array("SECRET".utf8)))
        exchange.facts.tokenFingerprint = 0xAB
        exchange.facts.app = App(name: "web", isSuper: false)
        exchange.facts.subject = Subject(
            name: "User:4", tokenID: .text("SECRET"), expiresAt: Timestamp(milliseconds: 0))
        exchange.facts.startedNanoseconds = 1_000
        exchange.facts.handlerNanoseconds = 42_999
        exchange.response.head.status = 404
        exchange.facts.errorCode = .routeUnknown
        exchange.facts.errorDetail = .noRoute
        exchange.facts.bytesOut = 300
        exchange.reply = .json("SECRET")
        let address = try #require(SocketAddress("[::1]:1"))
        exchange.peer = Peer(address, listener: "l")
        let line = try line(exchange)
        #expect(
            line == #"{"ts":"2026-09-21T14:13:20.123Z","request_id":"00000000000000009e3779b97f4a7c15","#
                + #""method":"POST","host":"A.example","protocol":"1.1","path":"/a/7","route":"/a/{id}","#
                + #""api":"items","operation":"do","status":404,"#
                + #""error":"route.unknown","detail":"no_route","bytes_in":\#(exchange.facts.bytesIn),"bytes_out":300,"#
                + #""duration_us":4999,"handler_us":42,"token_source":"header","token_fp":"00000000000000ab","#
                + #""app":"web","subject":"User:4","listener":"l","remote_ip":"::1","tls":null,"#
                + #""user_agent":"curl \"x\"","trace_id":"0af7651916cd43dd8448eb211c80319c"}"#)
        _ = try root(line)
    }

    @Test func aSecretOfTheRouteIsMasked() throws {
        let route = Route(try .make("GET /auth/{id}/{code}/x/{pin}", secrets: ["code", "pin"]), envelope: try .make())
        var exchange = try Exchange.make("GET /auth/7/%30345/x/99?a=0345 HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try RouteFinder(.make([route.bound])).find(&exchange)
        #expect(try root(line(exchange))["path"]?.string == "/auth/7/****/x/****")
    }

    @Test(arguments: [
        ("GET /auth/7/0345/", "/auth/7/****/"), ("GET /auth/7/0345/more/0345", "/auth/7/****"),
        ("POST /auth/7/0345", "/auth/7/****"), ("GET /%61uth/7/0345//", "/%61uth/7/****/"),
        ("GET /auth/7//0345", "/auth/7//****"), ("GET /auth//7/0345", "/auth//****"),
        ("GET http://b.example/host/0345/", "/host/****/"), ("GET /host/0345", "/host/****"),
        ("LINK /auth/7/0345", "/auth/7/****"), ("GET /other/7/0345", "/other/7/0345"), ("GET /auth/7", "/auth/7"),
        ("GET /auth//0345", "/auth//****"), ("OPTIONS *", "*"), ("GET /", "/"),
    ])
    func aSecretIsMaskedInAPathThatMissesItsRoute(requestLine: String, path: String) throws {
        let routes = try [
            BoundRoute.make("GET /auth/{id}/{code}", secrets: ["code"]),
            BoundRoute.make("GET a.example/host/{code}", secrets: ["code"]),
        ]
        let finder = RouteFinder(try .make(routes))
        var exchange = try Exchange.make("\(requestLine) HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try? finder.find(&exchange)
        exchange.facts.maskedPath = finder.maskedPath(of: exchange.head)
        #expect(try root(line(exchange))["path"]?.string == path)
    }

    @Test func theHostIsTheClientsAndBounded() throws {
        let long = String(repeating: "a", count: 300)
        for (host, shown) in [(long, String(long.prefix(255)) + "..."), ("[::1]:8080", "[::1]"), ("nobody", "nobody")] {
            #expect(try root(line(.make("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")))["host"]?.string == shown)
        }
        #expect(try root(line(.make("GET / HTTP/1.0\r\n\r\n")))["host"]?.isNull == true)
        #expect(try root(line(.make("GET / HTTP/1.0\r\n\r\n")))["protocol"]?.string == "1.0")
        let absolute = try line(.make("GET http://b.example/x HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try root(absolute)["host"]?.string == "b.example")
    }

    @Test func anAppThatIsRefusedIsNamed() throws {
        var exchange = try Exchange.make()
        exchange.facts.appDenial = .expired(App(name: "shop", isSuper: false))
        #expect(try root(line(exchange))["app"]?.string == "shop")
    }

    @Test func whatCouldMisleadAReaderIsEscaped() throws {
        var exchange = Exchange(.nobody())
        let agent = "a\u{9B}b\u{2028}c\u{2029}d\u{202E}e\u{2066}f\u{200F}g\u{85}é"
        try exchange.read(Array("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: \(agent)\r\n\r\n".utf8))
        let line = try line(exchange)
        #expect(line.contains(#""user_agent":"a\u009bb\u2028c\u2029d\u202ee\u2066f\u200fg\u0085é""#))
        #expect(try root(line)["user_agent"]?.string == agent)
    }

    @Test func whatIsNotKnownIsNull() throws {
        let root = try root(line(Exchange(.nobody())))
        for key in [
            "method", "host", "protocol", "path", "detail", "route", "api", "operation", "error", "token_source",
            "token_fp", "app",
        ] {
            #expect(root[key]?.isNull == true, "\(key)")
        }
        for key in ["subject", "user_agent", "trace_id"] { #expect(root[key]?.isNull == true, "\(key)") }
        #expect(root["status"]?.int64 == 0)
    }

    @Test func aTokenThatIsNoneHasNoFingerprint() throws {
        var exchange = try Exchange.make()
        exchange.facts.token = FoundToken(source: .cookie, place: .unusable)
        let root = try root(line(exchange))
        #expect(root["token_source"]?.string == "cookie" && root["token_fp"]?.isNull == true)
    }

    @Test func oneLineOfOneSecondFollowsAnother() throws {
        let exchange = try Exchange.make()
        var line = AccessLogLine()
        var lines = ByteBuffer()
        for milliseconds in [0, 7, 999, 1000, 1_790_000_000_060, 1_790_000_000_600] as [Int64] {
            line.append(
                exchange, wallMilliseconds: milliseconds, nowNanoseconds: 0,
                to: &lines)
        }
        let times = try text(lines.span).split(separator: "\n").map { try root(String($0))["ts"]?.string }
        #expect(
            times == [
                "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.007Z", "1970-01-01T00:00:00.999Z",
                "1970-01-01T00:00:01.000Z", "2026-09-21T14:13:20.060Z", "2026-09-21T14:13:20.600Z",
            ])
    }

    @Test func aRequestFromTheFutureDoesNoHarm() throws {
        var exchange = try Exchange.make()
        exchange.facts.startedNanoseconds = 10_000
        #expect(try root(line(exchange, nowNanoseconds: 0))["duration_us"]?.int64 == 0)
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func everyLineIsOneObjectWhateverIsSent(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            // All that the parser lets through in a field's value: no control but the tab.
            let agent = (0..<40).map { _ in UInt8.random(in: 0x20...0xFF, using: &generator) }.filter { $0 != 0x7F }
            let path = (0..<20).flatMap { _ -> [UInt8] in
                let byte = UInt8.random(in: 1...0x7F, using: &generator)
                return "\"\\/%{}|^`".utf8.contains(byte) || byte <= 0x20 || byte == 0x7F ? Array("%22".utf8) : [byte]
            }.filter { !"?#<>[]".utf8.contains($0) }
            var exchange = Exchange(.nobody())
            let head = Array("GET /".utf8) + path + Array(" HTTP/1.1\r\nHost: a\r\nUser-Agent: a".utf8) + agent
            try exchange.read(head + Array("b\r\n\r\n".utf8))
            let root = try root(line(exchange))
            #expect(root["path"]?.string == "/" + text(path), "seed \(seed)")
            #expect(root["user_agent"]?.string == text("a".utf8) + text(agent) + "b", "seed \(seed)")
        }
    }
}

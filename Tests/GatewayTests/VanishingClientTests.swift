import Foundation
import TestSupport
import Testing

/// Clients that send and are gone: they end nothing but themselves, and the log hears of them.
@Suite(.gateway(.withTLS())) struct VanishingClientTests {
    /// What such a client has sent.
    enum Load: CaseIterable {
        case pipelinedRequests
        case quickRequests
        case longHead

        var text: String {
            switch self {
            case .pipelinedRequests: String(repeating: request(fieldBytes: 700), count: 20)
            case .quickRequests: String(repeating: request(fieldBytes: 1), count: 600)
            case .longHead: request(fieldBytes: 12_000)
            }
        }

        private func request(fieldBytes: Int) -> String {
            // A field may not be longer than a buffer.
            let fields = stride(from: 0, to: fieldBytes, by: 6_000).map {
                "A: \(String(repeating: "x", count: min(6_000, fieldBytes - $0)))\r\n"
            }
            return "GET / HTTP/1.1\r\nHost: a\r\n\(fields.joined())\r\n"
        }
    }

    @Test(arguments: Load.allCases, [false, true]) func aClientThatSendsAndClosesHarmsNobody(load: Load, resets: Bool)
        throws
    {
        let gateway = try sharedGateway()
        let bytes = Array(load.text.utf8)
        for _ in 0..<40 {
            let connection = try gateway.connect()
            if resets { connection.resetWhenClosed() }
            // The gateway may be quicker, and close first.
            _ = connection.sendWhatGoes(bytes)
        }
        #expect(gateway.process.wait(seconds: 0) == nil)
        #expect(try gateway.answer(to: "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
    }

    @Test(arguments: [false, true]) func aClientThatGoesInMidHeadIsInTheLog(resets: Bool) throws {
        let gateway = try RunningGateway()
        do {
            let connection = try gateway.sendAndBeRead("GET /half HTTP/1.1\r\nHost: a\r\nX: ")
            if resets { connection.resetWhenClosed() }
        }
        let line = try #require(gateway.logLines { $0["error"] == "client.gone" }.first)
        #expect(line.number("status") == 499)
        #expect(line.number("bytes_out") == 0)
        #expect(line["request_id"]?.count == 32)
        #expect(line.values["operation"] is NSNull)
        #expect(Set(line.values.keys) == LogLine.keys)
        #expect(gateway.stop() == .exit(0))
        #expect(gateway.accessLog.count == 2)
    }

    @Test(arguments: [false, true]) func aClientThatGoesInMidBodyIsInTheLog(resets: Bool) throws {
        let gateway = try RunningGateway()
        do {
            let request = GoncordClient.registration(GoncordClient.freshLogin(), fields: "X-Request-Id: mine\r\n")
            let connection = try gateway.sendAndBeRead(String(request.dropLast(5)))
            if resets { connection.resetWhenClosed() }
        }
        let line = try #require(gateway.logLines { $0["error"] == "client.gone" }.first)
        #expect(line.number("status") == 499)
        #expect(line["request_id"] == "mine")
        #expect(line["path"] == "/api/v0/users")
        #expect(line["operation"] == "registerUser")
        #expect(gateway.stop() == .exit(0))
        #expect(gateway.accessLog.count == 2)
    }

    @Test func whatAClientAskedForIsDoneAndLoggedThoughItHasGone() throws {
        let gateway = try sharedGateway()
        let login = GoncordClient.freshLogin()
        let request = GoncordClient.registration(login, fields: "X-Request-Id: \(login)\r\n")
        try gateway.sendAndBeRead(request).reset()
        let line = try #require(gateway.logLines { $0["request_id"] == login }.first)
        #expect(line.number("status") == 200)
        #expect(try gateway.answer(to: GoncordClient.authorization(login)).status == 200)
    }

    @Test func aClientThatGoesBetweenTwoRequestsIsNotWorthALine() throws {
        let gateway = try RunningGateway()
        for resets in [false, true] {
            let connection = try gateway.connect()
            try connection.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.readAnswer().status == 404)
            if resets { connection.resetWhenClosed() }
        }
        #expect(gateway.stop() == .exit(0))
        #expect(gateway.accessLog.map { $0.number("status") } == [404, 404])
    }
}

import Foundation
import TestSupport
import Testing

/// More of something than there may be: the client is told so at once, and nobody else suffers.
@Suite(.waiting) struct LimitTests {
    private let get = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"

    private func checkOverload(_ answer: HTTPAnswer, _ code: String) {
        #expect(answer.status == 503)
        #expect(answer.errorCode == code)
        #expect(answer.fields.count { $0.name == "Retry-After" } == 1)
        #expect(Int(answer["Retry-After"] ?? "") ?? 0 > 0)
    }

    @Test func oneConnectionTooManyIsToldSo() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["connections": 3]))
        var open = try (0..<3).map { _ in try gateway.connect() }
        for connection in open {
            try connection.send(get)
            #expect(try connection.readAnswer().status == 404)
        }
        let refused = try gateway.connect()
        try refused.send(get)
        let answer = try refused.readAnswer()
        checkOverload(answer, "gateway.connections_exhausted")
        #expect(answer["Connection"] == "close")
        #expect(try refused.readToEnd(seconds: 10).isEmpty)
        #expect(try gateway.logLine(of: answer)["error"] == "gateway.connections_exhausted")
        try open[0].send(get)
        #expect(try open[0].readAnswer().status == 404)
        open.removeAll()
        try eventually { try gateway.answer(to: get).status == 404 }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aBodyForWhichThereIsNoRoomIsToldSo() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["bufferBytes": 1_048_576]))
        func head(_ length: Int, _ field: String = "") -> String {
            "POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\(field)"
                + "Content-Length: \(length)\r\n\r\n"
        }
        var holder: RawConnection? = try gateway.connect()
        try holder?.send(head(1_000_000, "Expect: 100-continue\r\n"))
        #expect(try holder?.readAnswer(toHead: true).status == 100)
        let other = try gateway.connect()
        try other.send(head(100_000))
        let answer = try other.readAnswer()
        checkOverload(answer, "gateway.overloaded")
        #expect(answer["Connection"] == "close")
        #expect(try gateway.answer(to: GoncordClient.registration(GoncordClient.freshLogin())).status == 200)
        holder = nil
        try eventually {
            let other = try gateway.connect()
            try other.send(head(100_000) + String(repeating: " ", count: 100_000))
            return try other.readAnswer().status == 400
        }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func oneTLSConnectionTooManyIsToldSo() throws {
        var config = TestConfig.withTLS()
        config.limits = ["connections": 1]
        let gateway = try RunningGateway(config)
        let first = try gateway.connect()
        try first.send(get)
        #expect(try first.readAnswer().status == 404)
        let result = try CommandResult.run("curl", ["-ksS", "-i", "https://127.0.0.1:\(gateway.ports[1])/nothing"])
        #expect(result.output.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(result.output.contains("\r\nRetry-After: "))
        #expect(gateway.stop() == .exit(0))
    }

    @Test func connectionsFarTooManyAreClosedAtOnce() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["connections": 1], threads: ["eventLoops": 1]))
        let first = try gateway.connect()
        try first.send(get)
        #expect(try first.readAnswer().status == 404)
        let crowd = try (0..<300).map { _ in try gateway.connect() }
        #expect(try crowd[299].readToEnd(seconds: 10).isEmpty)
        try first.send(get)
        #expect(try first.readAnswer().status == 404)
        #expect(gateway.stop() == .exit(0))
    }

    @Test func fewDescriptorsMeanFewConnectionsAndNoFailure() throws {
        let gateway = try RunningGateway(descriptorLimit: 150)
        #expect(gateway.errors.contains("gateway.descriptors_low"))
        let first = try gateway.connect()
        try first.send(get)
        #expect(try first.readAnswer().status == 404)
        var crowd = try (0..<400).map { _ in try gateway.connect() }
        #expect(try crowd[399].readToEnd(seconds: 10).isEmpty)
        // A store that is first read now needs descriptors, and finds them.
        try first.send(GoncordClient.registration(GoncordClient.freshLogin()))
        #expect(try first.readAnswer().status == 200)
        crowd.removeAll()
        try eventually { (try? gateway.answer(to: get).status) == 404 }
        #expect(!gateway.errors.contains("gateway.descriptors_exhausted"))
        #expect(gateway.stop() == .exit(0))
    }

    @Test func tooFewDescriptorsAreNoticedAtStart() throws {
        let error = #expect(throws: RunningGateway.NotReady.self) { try RunningGateway(descriptorLimit: 45) }
        #expect(error?.end == .exit(3))
        #expect(error?.errors.contains("file descriptors are too few") == true)
    }

    /// Two loops share their sockets.
    @Test(arguments: [1, 2]) func theEndOfDescriptorsIsSurvived(loopCount: Int) throws {
        let gateway = try RunningGateway(TestConfig(threads: ["eventLoops": loopCount]))
        let first = try gateway.connect()
        try first.send(get)
        #expect(try first.readAnswer().status == 404)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(gateway.process.id)/fd").count
        let lowered = try CommandResult.run(
            "prlimit", ["--pid", "\(gateway.process.id)", "--nofile=\(open + 3):\(open + 3)"])
        #expect(lowered.end == .exit(0))
        var crowd = try (0..<20).map { _ in try gateway.connect() }
        try eventually { gateway.errors.contains("gateway.descriptors_exhausted") }
        // One after the other is told, with the one descriptor that was kept for it.
        checkOverload(try crowd[19].readAnswer(), "gateway.connections_exhausted")
        try first.send(get)
        #expect(try first.readAnswer().status == 404)
        crowd.removeAll()
        try eventually { (try? gateway.answer(to: get).status) == 404 }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aFullQueueForSlowWorkIsToldAtOnce() throws {
        let gateway = try RunningGateway(
            TestConfig(limits: ["cpuQueue": 1], threads: ["cpuPool": 1], settings: ["scryptCostExponent": 16]))
        let connections = try (0..<12).map { _ in try gateway.connect() }
        for connection in connections {
            try connection.send(GoncordClient.registration(GoncordClient.freshLogin()) + get)
        }
        var statuses: [Int] = []
        for connection in connections {
            let answer = try connection.readAnswer()
            statuses.append(answer.status)
            if answer.status != 200 { checkOverload(answer, "gateway.overloaded") }
            #expect(try connection.readAnswer().status == 404)
        }
        #expect(statuses.contains(200))
        #expect(statuses.contains(503))
        #expect(gateway.logLines { $0["error"] == "gateway.overloaded" }.count == statuses.count { $0 == 503 })
        #expect(gateway.stop() == .exit(0))
    }

    @Test func tooManyFailedLoginsAreToldWhenToComeBack() throws {
        let gateway = try RunningGateway(TestConfig(settings: ["scryptCostExponent": 10, "failureLimit": 2]))
        let login = GoncordClient.freshLogin()
        #expect(try gateway.answer(to: GoncordClient.registration(login)).status == 200)
        let wrong = GoncordClient.post("/api/v0/tokens", #"{"login":"\#(login)","password":"not the one"}"#)
        for _ in 0..<2 { #expect(try gateway.answer(to: wrong).errorCode == "credentials.invalid") }
        let answer = try gateway.answer(to: wrong)
        #expect(answer.status == 429)
        #expect(answer.fields.count { $0.name == "Retry-After" } == 1)
        #expect(Int(answer["Retry-After"] ?? "") ?? 0 > 0)
        #expect(gateway.stop() == .exit(0))
    }
}

/// Waits until it is so, at most 20 seconds.
func eventually(_ isSo: () throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(try waitUntil(isSo), "it did not come so", sourceLocation: sourceLocation)
}

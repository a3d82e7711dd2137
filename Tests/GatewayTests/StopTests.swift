import Foundation
import struct System.Lock
import TestSupport
import Testing

/// How the gateway stops.
@Suite(.waiting) struct StopTests {
    /// A registration takes a good while with it.
    private let slow: [String: Any] = ["scryptCostExponent": 17]
    private var waitingRegistration: String {
        GoncordClient.registration(GoncordClient.freshLogin(), fields: "Expect: 100-continue\r\n")
    }

    @Test func aRequestInFlightIsAnsweredFirst() throws {
        let gateway = try RunningGateway(TestConfig(settings: slow))
        let idle = try gateway.connectIdle()
        let busy = try gateway.sendAndBeRead(GoncordClient.registration(GoncordClient.freshLogin()))
        gateway.process.send(SIGTERM)
        #expect(try idle.readToEnd(seconds: 10).isEmpty)
        let answer = try busy.readAnswer()
        #expect(answer.status == 200)
        #expect(answer["Connection"] == "close")
        #expect(try busy.readToEnd(seconds: 10).isEmpty)
        #expect(gateway.process.wait(seconds: 9) == .exit(0))
        #expect(gateway.accessLog.contains { $0["operation"] == "registerUser" && $0.number("status") == 200 })
        #expect(gateway.errors.contains("gateway.stopped"))
    }

    @Test func aRequestHalfReadIsReadToItsEnd() throws {
        let gateway = try RunningGateway(TestConfig(threads: ["eventLoops": 1]))
        let idle = try gateway.connectIdle()
        let (connection, content) = try gateway.begin(waitingRegistration)
        gateway.process.send(SIGTERM)
        #expect(try idle.readToEnd(seconds: 10).isEmpty)
        #expect(throws: RawConnection.Failure.self) { try gateway.connect() }
        try connection.send(content)
        let answer = try connection.readAnswer()
        #expect(answer.status == 200)
        #expect(answer["Connection"] == "close")
        #expect(gateway.process.wait(seconds: 9) == .exit(0))
    }

    /// Each client connects anew for each request, until the port is closed.
    @Test(arguments: [1, 2]) func whoeverHadConnectedByThenIsAnswered(loopCount: Int) throws {
        for _ in 0..<3 {
            let gateway = try RunningGateway(TestConfig(threads: ["eventLoops": loopCount]))
            let isStopped = Lock(false)
            let answerCount = Lock(0)
            let failures = inParallel(8) { _ in
                var failures: [String] = []
                while let connection = try? gateway.connect() {
                    let hadConnected = !isStopped.withLock { $0 }
                    do {
                        try connection.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
                        try #require(connection.readAnswer().status == 404)
                    } catch {
                        if hadConnected { failures.append("\(error)") }
                    }
                    let isEnough = answerCount.withLock { count in
                        count += 1
                        return count == 400
                    }
                    guard isEnough else { continue }
                    isStopped.withLock { $0 = true }
                    gateway.process.send(SIGTERM)
                }
                return failures
            }
            #expect(failures.flatMap { $0 } == [])
            #expect(gateway.process.wait(seconds: 9) == .exit(0))
        }
    }

    @Test func requestsThatDoNotEndAreWaitedForNoLongerThanTheLimit() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["drainMilliseconds": 100]))
        let stuck = try gateway.begin(waitingRegistration)
        #expect(gateway.stop(seconds: 9) == .exit(0))
        #expect(try stuck.connection.readToEnd().isEmpty)
    }

    @Test func aSecondSignalForcesTheEnd() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["drainMilliseconds": 60_000]))
        let stuck = try gateway.begin(waitingRegistration)
        let idle = try gateway.connectIdle()
        gateway.process.send(SIGTERM)
        #expect(try idle.readToEnd(seconds: 10).isEmpty)
        #expect(gateway.process.isRunning)
        #expect(gateway.stop(seconds: 9) == .exit(0))
        #expect(try stuck.connection.readToEnd().isEmpty)
    }

    @Test func theEndIsNotDelayedByWorkThatNobodyWaitsForAnyMore() throws {
        let gateway = try RunningGateway(
            TestConfig(limits: ["drainMilliseconds": 100], threads: ["cpuPool": 1], settings: slow))
        let connections = try (0..<30).map { _ in
            try gateway.sendAndBeRead(GoncordClient.registration(GoncordClient.freshLogin()))
        }
        #expect(gateway.stop(seconds: 9) == .exit(0))
        for connection in connections { try connection.readToEnd() }
    }
}

/// Why the gateway does not start: one sentence, and the exit code of the environment.
@Suite(.waiting) struct StartTests {
    private func checkRefusal(_ config: TestConfig, in folder: ScratchDirectory, says text: String) throws {
        let (end, errors) = try RunningGateway.runToEnd(config, in: folder)
        #expect(end == .exit(3), "\(errors)")
        let told = RunningGateway.lines(errors).filter { $0["level"] == "error" }
        #expect(told.count == 1, "\(errors)")
        #expect(told.first?["message"]?.contains(text) == true, "\(errors)")
        #expect(!errors.contains("gateway.ready"))
    }

    @Test func aDataDirectoryHasOneGateway() throws {
        let first = try RunningGateway()
        try checkRefusal(TestConfig(), in: first.folder, says: "data")
        #expect(try first.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
        #expect(first.stop() == .exit(0))
    }

    @Test func aPortThatAnotherProgramHasIsRefused() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 1)
                _ = getsockname(listener, $0, &length)
            }
        }
        var config = TestConfig()
        config.listeners = [["address": "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"]]
        try checkRefusal(config, in: ScratchDirectory(), says: "is taken by another process")
    }

    @Test func aPortThatAnotherGatewayHasIsRefused() throws {
        let first = try RunningGateway()
        var config = TestConfig()
        config.listeners = [["address": "127.0.0.1:\(first.ports[0])"]]
        try checkRefusal(config, in: ScratchDirectory(), says: "is taken by another process")
        #expect(first.stop() == .exit(0))
    }

    @Test func aPortIsFreeAgainAtOnceAfterTheEnd() throws {
        let first = try RunningGateway()
        let connection = try first.connect()
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        _ = try connection.readAnswer()
        var config = TestConfig()
        config.listeners = [["address": "127.0.0.1:\(first.ports[0])"]]
        #expect(first.stop() == .exit(0))
        let second = try RunningGateway(config)
        #expect(second.stop() == .exit(0))
    }

    @Test func anAccessLogThatIsAPipeWithoutAReaderIsRefused() throws {
        let folder = ScratchDirectory()
        #expect(mkfifo(folder.path + "/access.jsonl", 0o600) == 0)
        try checkRefusal(TestConfig(), in: folder, says: "access.jsonl")
    }

    @Test func aStartWithoutAnErrorLogSaysSo() throws {
        let folder = ScratchDirectory()
        try TestConfig().text().write(toFile: folder.path + "/gateway.json", atomically: true, encoding: .utf8)
        let script = "exec '\(try GatewayBinary.url().path)' serve --config '\(folder.path)/gateway.json' 2>&-"
        let result = try CommandResult.run("/bin/sh", ["-c", script])
        #expect(result.end == .exit(3))
        #expect(result.output.contains("standard error is closed"))
    }

    @Test func aCertificateThatCannotBeReadIsRefused() throws {
        var config = TestConfig()
        config.listeners = [["address": "127.0.0.1:0", "tls": ["certificate": "none.crt", "key": "none.key"]]]
        let (end, errors) = try RunningGateway.runToEnd(config, in: ScratchDirectory())
        #expect(end == .exit(3))
        #expect(errors.contains("none.crt"))
    }

    @Test(arguments: ["goncord.sqlite", "gateway.sqlite"]) func aDamagedDatabaseIsRefused(name: String) throws {
        let folder = ScratchDirectory()
        let gateway = try RunningGateway(in: folder)
        #expect(try gateway.answer(to: GoncordClient.registration(GoncordClient.freshLogin())).status == 200)
        #expect(gateway.stop() == .exit(0))
        let path = "\(folder.path)/data/\(name)"
        #expect(FileManager.default.fileExists(atPath: path))
        try Data(repeating: 0x5A, count: 20_000).write(to: URL(fileURLWithPath: path))
        try checkRefusal(TestConfig(), in: folder, says: name)
    }

    @Test(arguments: ["file/data", "/proc/gateway"]) func aDataDirectoryThatCannotBeMadeIsRefused(path: String) throws {
        let folder = ScratchDirectory()
        try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
        var config = TestConfig()
        config.dataDirectory = path
        try checkRefusal(config, in: folder, says: path)
    }

    @Test func aConfigThatIsWrongIsRefusedWithPlaces() throws {
        let folder = ScratchDirectory()
        var config = TestConfig(limits: ["connections": 0, "nonsense": 1])
        config.routes = [["method": "GET", "path": "/x", "operation": "registerUsers"]]
        let (end, errors) = try RunningGateway.runToEnd(config, in: folder)
        #expect(end == .exit(1))
        for text in ["limits.connections", "limits.nonsense", "did you mean \"registerUser\"?"] {
            #expect(errors.contains(text), "\(errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
    }
}

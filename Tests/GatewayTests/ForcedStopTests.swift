import Foundation
import TestSupport
import Testing

/// The end comes, whatever still goes on.
@Suite(.waiting) struct ForcedStopTests {
    /// A full FIFO whose reader does not read.
    private final class StuckPipe {
        let path: String
        private let descriptor: Int32

        init(in folder: ScratchDirectory, name: String) throws {
            path = folder.path + "/" + name
            try #require(mkfifo(path, 0o600) == 0)
            descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
            try #require(descriptor >= 0)
        }

        deinit { close(descriptor) }

        /// Reads until that text has come.
        func waitFor(_ text: String) throws {
            var seen: [UInt8] = []
            while !String(decoding: seen, as: UTF8.self).contains(text) {
                var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                try #require(Glibc.poll(&poll, 1, 20_000) == 1, "\(String(decoding: seen, as: UTF8.self))")
                var buffer = [UInt8](repeating: 0, count: 4096)
                let count = read(descriptor, &buffer, buffer.count)
                seen += buffer.prefix(max(0, count))
            }
        }

        /// Nothing fits any more.
        func fill() {
            let page = [UInt8](repeating: 0x0A, count: 4096)
            while write(descriptor, page, page.count) > 0 {}
            while write(descriptor, page, 1) > 0 {}
        }
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = Date()
        try body()
        return Date().timeIntervalSince(start)
    }

    @Test func queuedLoginsDoNotDelayAForcedEndAndAreInTheLog() throws {
        let gateway = try RunningGateway(
            TestConfig(
                limits: ["drainMilliseconds": 60_000], threads: ["cpuPool": 1], settings: ["scryptCostExponent": 16]))
        let idle = try gateway.connectIdle()
        let connections = try (0..<200).map { _ in
            try gateway.sendAndBeRead(GoncordClient.authorization(GoncordClient.freshLogin()))
        }
        gateway.process.send(SIGTERM)
        #expect(try idle.readToEnd(seconds: 10).isEmpty)
        #expect(gateway.process.isRunning)
        let elapsed = seconds { #expect(gateway.stop(seconds: 9) == .exit(0)) }
        #expect(elapsed < 6)
        for connection in connections { try connection.readToEnd() }
        let lines = gateway.accessLog.filter { $0["operation"] == "issueToken" }
        #expect(lines.count == 200)
        let stopped = lines.filter { $0["error"] == "gateway.stopping" }
        #expect(stopped.count > 100)
        #expect(stopped.allSatisfy { $0.number("status") == 503 })
    }

    @Test func contentThatNobodyWantsDoesNotDelayTheEnd() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["drainMilliseconds": 60_000]))
        let connection = try gateway.connect()
        try connection.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{")
        #expect(try connection.readAnswer().status == 404)
        gateway.process.send(SIGTERM)
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
        #expect(gateway.process.wait(seconds: 9) == .exit(0))
    }

    @Test func contentThatEndsWhileTheGatewayStopsDoesNotDelayTheEnd() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["drainMilliseconds": 60_000]))
        let connection = try gateway.connect()
        try connection.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{")
        #expect(try connection.readAnswer().status == 404)
        gateway.process.send(SIGTERM)
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
        _ = connection.sendWhatGoes([UInt8](repeating: 0x20, count: 19))
        #expect(gateway.process.wait(seconds: 9) == .exit(0))
    }

    @Test func aRequestThatIsHalfReadIsInTheLogOfAForcedEnd() throws {
        let gateway = try RunningGateway(TestConfig(limits: ["drainMilliseconds": 100]))
        let half = GoncordClient.registration(GoncordClient.freshLogin()).dropLast(5)
        let connection = try gateway.sendAndBeRead(String(half))
        #expect(gateway.stop(seconds: 9) == .exit(0))
        #expect(try connection.readToEnd().isEmpty)
        #expect(gateway.accessLog.map { $0["error"] } == ["route.unknown", "gateway.stopping"])
    }

    @Test func anAccessLogThatNobodyReadsDoesNotKeepTheProcess() throws {
        let folder = ScratchDirectory()
        let pipe = try StuckPipe(in: folder, name: "output")
        var config = TestConfig()
        config.accessLog = "-"
        let gateway = try RunningGateway(config, in: folder, output: pipe.path)
        pipe.fill()
        #expect(try gateway.answer(to: "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
        #expect(gateway.stop(seconds: 14) == .exit(3))
        #expect(gateway.errors.contains("gateway.close_timeout"))
    }

    @Test func anErrorLogThatNobodyReadsDoesNotKeepTheProcess() throws {
        let folder = ScratchDirectory()
        let pipe = try StuckPipe(in: folder, name: "errors")
        let process = try RunningGateway.spawn(TestConfig(), in: folder, errorName: "errors")
        try pipe.waitFor("gateway.ready")
        pipe.fill()
        process.send(SIGTERM)
        #expect(process.wait(seconds: 14) == .exit(3))
    }
}

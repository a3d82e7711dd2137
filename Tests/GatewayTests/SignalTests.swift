import Foundation
import System
import TestSupport
import Testing

/// What signals do to a gateway that serves.
@Suite(.waiting) struct SignalTests {
    private let get = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let all = Array(1...31 as ClosedRange<Int32>) + Array(34...64)
    private static let stops = all.filter { ProcessSignals.decision(for: $0) == .taken(.stop) }
    private static let crashes = all.filter { ProcessSignals.decision(for: $0) == .crash }

    @Test(arguments: stops) func aStopIsInOrder(signal: Int32) throws {
        let gateway = try RunningGateway()
        let idle = try gateway.connectIdle()
        gateway.process.send(signal)
        #expect(try idle.readToEnd(seconds: 10).isEmpty)
        #expect(gateway.process.wait(seconds: 9) == .exit(0))
        #expect(gateway.errors.contains("gateway.stopped"))
    }

    @Test func whatNobodyMeansAsAnEndHarmsNobody() throws {
        let gateway = try RunningGateway()
        for signal in Self.all where ProcessSignals.decision(for: signal) == .ignored { gateway.process.send(signal) }
        #expect(try gateway.answer(to: get).status == 404)
        #expect(gateway.stop() == .exit(0))
    }

    /// The kernel sends SIGHUP and SIGCONT to all that the terminal had; what is written to it is refused from then on.
    @Test func aLostTerminalHarmsNobody() throws {
        let gateway = try RunningGateway()
        for signal in [SIGHUP, SIGCONT, SIGPIPE] { gateway.process.send(signal) }
        try eventually { gateway.errors.contains("gateway.hangup_ignored") }
        #expect(try gateway.answer(to: get).status == 404)
        #expect(gateway.stop() == .exit(0))
    }

    @Test(arguments: crashes) func aCrashFreesThePortAtOnceAndIsOneLine(signal: Int32) throws {
        let gateway = try RunningGateway()
        let idle = try gateway.connectIdle()
        gateway.process.send(signal)
        #expect(gateway.process.wait(seconds: 10) == .signal(signal))
        #expect(throws: RawConnection.Failure.self) { try gateway.connect() }
        _ = try? idle.readToEnd(seconds: 10)
        let lines = RunningGateway.lines(gateway.errors)
        #expect(lines.map { $0["event"] } == ["gateway.ready", "gateway.crashed"], "\(gateway.errors)")
        #expect(lines.count == RunningGateway.completeLines(gateway.errors).count)
        #expect(lines.last?["message"]?.hasSuffix("signal \(signal < 10 ? "0" : "")\(signal)") == true)
        let stamp = try Regex(#"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"#)
        let ts = try #require(lines.last?["ts"])
        #expect(ts.contains(stamp))
        #expect(abs(try #require(Self.date(ts)).timeIntervalSinceNow) < 60)
    }

    private static func date(_ text: String) -> Date? {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return formatter.date(from: text)
    }

    /// SQLite maps the file that its connections share.
    @Test func aMappedFileThatWasCutEndsTheProcessInOrder() throws {
        let folder = ScratchDirectory()
        let gateway = try RunningGateway(in: folder)
        let login = GoncordClient.freshLogin()
        #expect(try gateway.answer(to: GoncordClient.registration(login)).status == 200)
        #expect(truncate("\(folder.path)/data/goncord.sqlite-shm", 0) == 0)
        _ = try? gateway.answer(to: GoncordClient.registration(GoncordClient.freshLogin()))
        #expect(gateway.process.wait(seconds: 10) == .exit(3))
        #expect(gateway.errors.contains("gateway.crashed"))
        let next = try RunningGateway(in: folder)
        #expect(try next.answer(to: GoncordClient.authorization(login)).status == 200)
        #expect(next.stop() == .exit(0))
    }

    @Test func aStartThatIsHeldUpCanBeStopped() throws {
        let folder = ScratchDirectory()
        let first = try RunningGateway(in: folder)
        #expect(first.stop() == .exit(0))
        let database = try Database(path: "\(folder.path)/data/goncord.sqlite", mode: .readWrite) { _ in }
        try database.run("BEGIN IMMEDIATE")
        let process = try RunningGateway.spawn(TestConfig(), in: folder, errorName: "errors")
        try eventually { Self.hasThread("signals", process.id) }
        process.send(SIGTERM)
        #expect(process.wait(seconds: 10) == .exit(0))
        #expect(folder.text("errors").contains("before it was ready"))
        try database.run("ROLLBACK")
    }

    private static func hasThread(_ name: String, _ process: pid_t) -> Bool {
        let folder = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.contains {
            (try? String(contentsOfFile: "\(folder)/\($0)/comm", encoding: .utf8)) == name + "\n"
        }
    }
}

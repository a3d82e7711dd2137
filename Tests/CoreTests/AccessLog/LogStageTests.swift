@testable import Core
import Foundation
import Kit
import TestSupport
import Testing

struct LogStageTests {
    private let directory = ScratchDirectory()
    private var path: String { directory.path + "/log" }

    private func add(to log: LogStage, at nowNanoseconds: UInt64 = 0) throws {
        try log.add(
            .make(), nowNanoseconds: nowNanoseconds, wallMilliseconds: 1_790_000_000_000)
    }

    @Test func aLineWaitsAtMostATwentiethOfASecond() throws {
        let writer = try LogWriter(.file(path), name: "log")
        let log = LogStage(writer)
        #expect(log.dueNanoseconds == nil)
        try add(to: log, at: 7)
        try add(to: log, at: 9)
        #expect(log.dueNanoseconds == 50_000_007)
        log.flushIfDue(nowNanoseconds: 50_000_006)
        #expect(log.dueNanoseconds == 50_000_007)
        log.flushIfDue(nowNanoseconds: 50_000_007)
        #expect(log.dueNanoseconds == nil)
        try add(to: log, at: 60_000_000)
        #expect(log.dueNanoseconds == 110_000_000)
        log.flush()
        log.flush()
        writer.stop()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.split(separator: "\n").count == 3 && text.hasSuffix("}\n"))
    }

    @Test func muchIsHandedOverAtOnce() throws {
        let writer = try LogWriter(.file(path), name: "log")
        let log = LogStage(writer)
        var count = 0
        repeat {
            try add(to: log)
            count += 1
        } while log.dueNanoseconds != nil
        writer.stop()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.utf8.count >= 65_536 && text.utf8.count < 66_536)
        #expect(text.split(separator: "\n").count == count)
    }

    @Test func nothingIsGatheredForALogThatIsOff() throws {
        let log = LogStage(nil)
        try add(to: log)
        #expect(log.dueNanoseconds == nil)
        log.flush()
    }
}

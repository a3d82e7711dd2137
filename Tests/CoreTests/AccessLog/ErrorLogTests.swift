@testable import Core
import Foundation
import Kit
import TestSupport
import Testing

struct ErrorLogTests {
    private let directory = ScratchDirectory()

    private func lines(_ add: (ErrorLog) -> Void) throws -> [JSONNode] {
        let path = directory.path + "/log"
        let writer = try LogWriter(.file(path), name: "log")
        add(ErrorLog(writer))
        writer.stop()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDocument(parsing: Array($0.utf8)).root }
    }

    @Test func aLineHasTheseFieldsInThisOrder() throws {
        let lines = try lines { log in
            log.add(.info, "gateway.ready", "listening")
            log.add(.error, "gateway.internal", "broken", requestID: RequestID(high: 0, low: 1))
        }
        try #require(lines.count == 2)
        #expect(lines[0].members.map(\.key) == ["ts", "level", "event", "message"])
        #expect(lines[1].members.map(\.key) == ["ts", "level", "event", "message", "request_id"])
        #expect(lines[1]["level"]?.string == "error" && lines[1]["event"]?.string == "gateway.internal")
        #expect(lines[1]["request_id"]?.string == "00000000000000000000000000000001")
        #expect(lines[0]["ts"]?.string?.hasSuffix("Z") == true)
    }

    @Test func everyTextStaysWithinItsLine() throws {
        let lines = try lines { log in for text in nastyTexts { log.add(.warning, text, text) } }
        #expect(lines.map { $0["message"]?.string } == nastyTexts)
        #expect(lines.map { $0["event"]?.string } == nastyTexts)
    }

    @Test func whatCouldMisleadAReaderIsEscaped() throws {
        let path = directory.path + "/escaped"
        let writer = try LogWriter(.file(path), name: "log")
        ErrorLog(writer).add(.info, "a\u{2028}b", "c\u{9B}31m\u{202E}d")
        writer.stop()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(#""event":"a\u2028b","message":"c\u009b31m\u202ed""#))
    }

    @Test func aFloodIsOneLineInTenSeconds() throws {
        let second: UInt64 = 1_000_000_000
        let lines = try lines { log in
            for moment in [1, 2, 10, 11, 12, 20, 21] as [UInt64] {
                log.addSeldom(.error, "store.unavailable", "\(moment)", nowNanoseconds: moment * second)
            }
            log.addSeldom(.error, "gateway.overloaded", "other", nowNanoseconds: 12 * second)
        }
        #expect(lines.map { $0["message"]?.string } == ["1", "11", "21", "other"])
    }
}

import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct LogWriterTests {
    private let directory = ScratchDirectory()
    private var path: String { directory.path + "/log" }

    private func lines(_ path: String? = nil) throws -> [String] {
        let text = try String(contentsOfFile: path ?? self.path, encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// What a drop record says; `nil` for any other line.
    private static func dropped(_ line: String) throws -> Int? {
        let root = try JSONDocument(parsing: Array(line.utf8)).root
        guard root["event"]?.string == "log.dropped" else { return nil }
        return root["lines"]?.int64.map { Int($0) }
    }

    @Test func linesKeepTheirOrder() throws {
        let writer = try LogWriter(.file(path), name: "log")
        for number in 0..<1000 { writer.append(Array("\(number)a\n\(number)b\n".utf8), lineCount: 2) }
        writer.stop()
        #expect(try lines() == (0..<1000).flatMap { ["\($0)a", "\($0)b"] })
    }

    @Test func noLineOfSeveralThreadsIsLostOrTorn() throws {
        let writer = try LogWriter(.file(path), name: "log")
        let threads = try (0..<4).map { thread in
            try System.Thread(name: "loop") {
                for number in 0..<500 { writer.append(Array("\(thread) \(number)\n".utf8), lineCount: 1) }
            }
        }
        for thread in threads { thread.join() }
        writer.stop()
        let all = try lines()
        for thread in 0..<4 {
            #expect(all.filter { $0.hasPrefix("\(thread) ") } == (0..<500).map { "\(thread) \($0)" })
        }
        #expect(all.count == 2000)
    }

    @Test func whatWasThereIsKept() throws {
        try "old\n".write(toFile: path, atomically: false, encoding: .utf8)
        let writer = try LogWriter(.file(path), name: "log")
        writer.append(Array("new\n".utf8), lineCount: 1)
        writer.stop()
        #expect(try lines() == ["old", "new"])
    }

    @Test func aFileThatCannotBeOpenedIsSaid() {
        #expect(throws: SystemError.self) { try LogWriter(.file(directory.path), name: "log") }
        #expect(throws: SystemError.self) { try LogWriter(.file(path + "/below"), name: "log") }
    }

    @Test func reopeningGoesOnInANewFile() throws {
        let writer = try LogWriter(.file(path), name: "log")
        let watch = try FileWatch([path])
        writer.append(Array("1\n".utf8), lineCount: 1)
        #expect(watch.wait(timeoutMilliseconds: 20_000))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        writer.append(Array("2\n".utf8), lineCount: 1)
        #expect(watch.wait(timeoutMilliseconds: 20_000))
        writer.reopen()
        writer.append(Array("3\n".utf8), lineCount: 1)
        writer.stop()
        #expect(try lines(path + ".1") == ["1", "2"])
        #expect(try lines() == ["3"])
    }

    @Test func aPathThatCannotBeReopenedLeavesTheOldFileInUse() throws {
        let writer = try LogWriter(.file(path), name: "log")
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        writer.reopen()
        writer.append(Array("1\n".utf8), lineCount: 1)
        writer.stop()
        #expect(try lines(path + ".1") == ["1"])
    }

    @Test(arguments: [("/dev/full", true), ("/dev/null", false)])
    func itIsToldThatLinesAreLost(path: String, isLost: Bool) throws {
        let told = Lock<[LogWriter.Trouble]>([])
        let writer = try LogWriter(.file(path), name: "log") { trouble in told.withLock { $0.append(trouble) } }
        writer.append(Array("1\n".utf8), lineCount: 1)
        writer.stop()
        let troubles = told.withLock { $0 }
        #expect(troubles.contains(.lost) == isLost && troubles.allSatisfy { $0 == .lost })
    }

    @Test func aFileThatTakesNothingHoldsNobodyUp() throws {
        let writer = try LogWriter(.file("/dev/full"), name: "log")
        for _ in 0..<20_000 { writer.append([UInt8](repeating: 0x0A, count: 1000), lineCount: 1000) }
        writer.stop()
    }

    @Test func aSlowDiskBoundsWhatWaits() throws {
        let pipe = Pipe()
        let name = "/proc/self/fd/\(pipe.fileHandleForWriting.fileDescriptor)"
        let writer = try LogWriter(.file(name), name: "log")
        // A pipe holds 64 KiB and nobody reads yet: the queue of 8 MiB and one batch fill up, and no call waits.
        let chunk = Array((String(repeating: "x", count: 999) + "\n").utf8)
        for _ in 0..<30_000 { writer.append(chunk, lineCount: 1) }
        let readEnd = pipe.fileHandleForReading
        let reader = Lock(Data())
        let thread = try System.Thread(name: "reader") {
            let all = readEnd.readDataToEndOfFile()
            reader.withLock { $0 = all }
        }
        writer.append(Array("{}\n".utf8), lineCount: 1)
        writer.stop()
        try pipe.fileHandleForWriting.close()
        thread.join()
        let all = reader.withLock { String(decoding: $0, as: UTF8.self) }.split(separator: "\n").map(String.init)
        let counts = try all.filter { $0.hasPrefix("{") }.compactMap(Self.dropped)
        #expect((1...3).contains(counts.count))
        #expect(counts.reduce(0, +) + all.count - counts.count == 30_001)
        #expect(all.count < 18_000)
    }
}

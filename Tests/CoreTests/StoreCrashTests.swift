import Foundation
import Kit
import System
import TestSupport
import Testing

/// `StoreCrashChild` writes and says what was acknowledged; it is killed in the midst of it.
struct StoreCrashTests {
    private static var child: String? {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        let path = URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent("StoreCrashChild")
        return FileManager.default.isExecutableFile(atPath: path.path) ? path.path : nil
    }

    @Test(.enabled(if: child != nil)) func nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws {
        let directory = ScratchDirectory()
        var generator = SystemRandomNumberGenerator()
        var acknowledged: Set<Int64> = []
        for round in 0..<20 {
            let delay = UInt32.random(in: 1_000...60_000, using: &generator)
            let fresh = try runAndKill(in: directory.path, afterMicroseconds: delay)
            if round == 0 { #expect(!fresh.isEmpty) }
            acknowledged.formUnion(fresh)
            let kept = try keptRows(in: directory.path)
            #expect(acknowledged.subtracting(kept).isEmpty, "round \(round), killed after \(delay) µs")
        }
        #expect(acknowledged.count > 20)
    }

    /// Starts the child, waits for its first acknowledgement and then that long, kills it, and reads what it said.
    private func runAndKill(in directory: String, afterMicroseconds delay: UInt32) throws -> Set<Int64> {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.child ?? "")
        process.arguments = [directory]
        process.standardOutput = pipe
        try process.run()
        var output = pipe.fileHandleForReading.availableData
        let end = Clock.monotonicNanoseconds() + UInt64(delay) * 1000
        while Clock.monotonicNanoseconds() < end { output.append(pipe.fileHandleForReading.availableData) }
        kill(process.processIdentifier, SIGKILL)
        output.append(pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        // The last line may have been cut off.
        let complete = output.prefix(through: output.lastIndex(of: 0x0A) ?? output.startIndex)
        return Set(complete.split(separator: 0x0A).compactMap { Int64(String(decoding: $0, as: UTF8.self)) })
    }

    private func keptRows(in directory: String) throws -> Set<Int64> {
        let database = try Database(path: directory + "/crash.sqlite", mode: .readWrite) { _ in }
        #expect(try database.text("PRAGMA integrity_check") == "ok")
        return Set(try database.all(SQL("SELECT id FROM acknowledged")) { $0.int64(0) })
    }
}

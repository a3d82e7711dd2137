import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// `OutboxCrashChild` adds deliveries, says what was acknowledged, and delivers; it is killed in the midst of it.
struct OutboxCrashTests {
    @Test func whatWasAcknowledgedIsDeliveredInOrderThoughTheProcessIsKilled() throws {
        let folder = ScratchDirectory()
        let provider = try ProviderDouble()
        var acknowledged: Set<Int> = []
        for round in 0..<20 {
            acknowledged.formUnion(
                try runAndKill(
                    [folder.path, provider.url, "\(round * 1_000_000)"], afterLines: .random(in: 0...200)))
            #expect(try provider.eventuallyAlone())
        }
        #expect(acknowledged.count > 20)
        try drain(folder, provider.url)
        let delivered = provider.answered.compactMap { Int($0.body) }
        #expect(acknowledged.subtracting(delivered).isEmpty, "all that was acknowledged")
        var last: [Int: Int] = [:]
        for number in delivered {
            #expect(number >= last[number % 8] ?? 0, "in order per key; the one in flight may come twice")
            last[number % 8] = number
        }
        // One a key may have been on its way each time.
        #expect(delivered.count - Set(delivered).count <= 20 * 8)
        provider.stop()
    }

    /// - Parameter count: kills the child when it has acknowledged so many, or more.
    private func runAndKill(_ arguments: [String], afterLines count: Int) throws -> Set<Int> {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = try OutboxChild.url()
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        var output = Data()
        while output.count(where: { $0 == 0x0A }) < count {
            let more = pipe.fileHandleForReading.availableData
            try #require(!more.isEmpty, "it ends by being killed only")
            output.append(more)
        }
        kill(process.processIdentifier, SIGKILL)
        output.append(pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let complete = output.prefix(upTo: output.lastIndex(of: 0x0A) ?? output.startIndex)
        return Set(complete.split(separator: 0x0A).compactMap { Int(String(decoding: $0, as: UTF8.self)) })
    }

    /// Starts once more, without anything new, until nothing waits.
    private func drain(_ folder: ScratchDirectory, _ url: String) throws {
        try FileManager.default.moveItem(atPath: "\(folder.path)/crash.sqlite", toPath: "\(folder.path)/test.sqlite")
        for end in ["-wal", "-shm"] {
            try? FileManager.default.moveItem(
                atPath: "\(folder.path)/crash.sqlite\(end)", toPath: "\(folder.path)/test.sqlite\(end)")
        }
        let site = try OutboxSite(url, folder: folder)
        #expect(try site.pass { try site.count(state: 0) == 0 && site.count(state: 1) == 0 })
        #expect(try site.count(state: 3) == 0)
        site.stop()
    }
}

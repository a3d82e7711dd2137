import Foundation
import TestSupport
import Testing

/// Databases that are removed, moved, replaced or cut, while a gateway runs and before one starts.
@Suite(.waiting) struct LostFileTests {
    private func registration() -> String { GoncordClient.registration(GoncordClient.freshLogin()) }

    @Test(arguments: [
        "rm -rf data", "mv data other", "rm data/goncord.sqlite", "rm data/goncord.sqlite-wal",
        "mv data/goncord.sqlite data/other", "cp data/goncord.sqlite x; mv x data/goncord.sqlite",
    ]) func nothingIsAcknowledgedIntoAFileThatIsGone(command: String) throws {
        // A second thread of the pool would open the file that is gone, for reading, and say that.
        let gateway = try RunningGateway(TestConfig(threads: ["cpuPool": 1]))
        #expect(try gateway.answer(to: registration()).status == 200)
        let done = try CommandResult.run("/bin/sh", ["-c", "cd \(gateway.folder.path) && \(command)"])
        #expect(done.end == .exit(0))
        let answer = try gateway.answer(to: registration())
        #expect(answer.status == 503 && answer.errorCode == "store.unavailable")
        #expect(try gateway.logLine(of: answer)["detail"] == "store_gone")
        try eventually { gateway.errors.contains("was removed, moved or replaced") }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aDataDirectoryThatIsPutBackIsWrittenAgain() throws {
        let gateway = try RunningGateway()
        let (data, other) = (gateway.folder.path + "/data", gateway.folder.path + "/other")
        #expect(rename(data, other) == 0)
        #expect(try gateway.answer(to: registration()).status == 503)
        #expect(rename(other, data) == 0)
        #expect(try gateway.answer(to: registration()).status == 200)
        #expect(gateway.stop() == .exit(0))
    }

    @Test(arguments: ["goncord.sqlite", "gateway.sqlite"], ["rm", "truncate -s 0"])
    func aDatabaseThatIsEmptyOrMissingIsRefused(name: String, command: String) throws {
        let folder = ScratchDirectory()
        let gateway = try RunningGateway(in: folder)
        #expect(gateway.stop() == .exit(0))
        let path = "\(folder.path)/data/\(name)"
        #expect(try CommandResult.run("/bin/sh", ["-c", "\(command) \(path)"]).end == .exit(0))
        let (end, errors) = try RunningGateway.runToEnd(TestConfig(), in: folder)
        #expect(end == .exit(3))
        #expect(errors.contains("\(name) is empty or missing") && errors.contains("\(name).made"))
        // A reader that closed last leaves the write-ahead log, which is something that is left of it too.
        for left in [".made", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + left) }
        let next = try RunningGateway(in: folder)
        #expect(next.stop() == .exit(0))
    }

    @Test func aDatabaseOfAnOlderProgramIsTakenAndMarked() throws {
        let folder = ScratchDirectory()
        let login = GoncordClient.freshLogin()
        let first = try RunningGateway(in: folder)
        #expect(try first.answer(to: GoncordClient.registration(login)).status == 200)
        #expect(first.stop() == .exit(0))
        let marker = "\(folder.path)/data/goncord.sqlite.made"
        try FileManager.default.removeItem(atPath: marker)
        let second = try RunningGateway(in: folder)
        #expect(try second.answer(to: GoncordClient.authorization(login)).status == 200)
        #expect(FileManager.default.fileExists(atPath: marker))
        #expect(second.stop() == .exit(0))
    }
}

import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// On a file system of 1 MiB, where this process may mount one.
struct StoreFullDiskTests {
    private final class SmallDisk {
        let scratch = ScratchDirectory()

        init?() {
            guard Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", scratch.path) else { return nil }
        }

        deinit { _ = Self.run("/bin/umount", scratch.path) }

        private static func run(_ program: String, _ arguments: String...) -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }

    @Test(.enabled(if: SmallDisk() != nil)) func aFullDiskLosesNothingAcknowledgedAndRoomBringsServiceBack() throws {
        let disk = try #require(SmallDisk())
        let directory = disk.scratch.path
        let filler = directory + "/filler"
        var fixture: StoreFixture? = try StoreFixture(in: directory)
        try Data(count: 500_000).write(to: URL(fileURLWithPath: filler))
        var acknowledged: [String] = []
        var refused = 0
        for number in 0..<400 where refused < 5 {
            let name = "\(number)-" + String(repeating: "z", count: 3000)
            switch fixture?.insert(name) {
            case .success: acknowledged.append(name)
            case .failure(let error):
                #expect(error == APIError(.storeUnavailable, retryAfterSeconds: 1))
                refused += 1
            case nil: Issue.record("refused by the queue")
            }
        }
        #expect(refused == 5 && !acknowledged.isEmpty)
        #expect(try fixture?.names() == acknowledged)
        try FileManager.default.removeItem(atPath: filler)
        #expect(fixture?.insert("again") == .success(Array("again".utf8)))
        fixture = nil
        #expect(try StoreFixture(in: directory).names() == acknowledged + ["again"])
    }
}

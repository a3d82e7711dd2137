import System
import TestSupport
import Testing

struct FileWatchTests {
    private let directory = ScratchDirectory()

    private func file(_ name: String) throws -> String {
        try PrivateFile.write([], to: name, in: directory.path)
        return "\(directory.path)/\(name)"
    }

    @Test func aWriteToOneOfTheFilesIsToldOnce() throws {
        let paths = [try file("a"), try file("b")]
        let watch = try FileWatch(paths)
        #expect(watch.isWatching)
        #expect(!watch.wait(timeoutMilliseconds: 0))
        for path in paths {
            let log = try AppendingFile(path: path)
            try log.append([1])
            try log.append([2])
            #expect(watch.wait(timeoutMilliseconds: 20_000))
            #expect(!watch.wait(timeoutMilliseconds: 0))
        }
    }

    @Test func aWriteElsewhereIsNotTold() throws {
        let watch = try FileWatch([try file("a")])
        try AppendingFile(path: try file("b")).append([1])
        #expect(!watch.wait(timeoutMilliseconds: 0))
    }

    @Test func anotherThreadEndsTheWait() throws {
        let watch = try FileWatch([try file("a")])
        let thread = try Thread(name: "waker") { watch.wake() }
        // Without end: only the other thread can let it go on.
        #expect(!watch.wait(timeoutMilliseconds: -1))
        thread.join()
        watch.wake()
        #expect(!watch.wait(timeoutMilliseconds: -1))
    }

    @Test func aFileThatIsNotThereIsNotWatched() throws {
        let watch = try FileWatch(["\(directory.path)/nothing"])
        #expect(!watch.isWatching)
        watch.wake()
        #expect(!watch.wait(timeoutMilliseconds: -1))
    }
}

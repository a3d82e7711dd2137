import Foundation
import System
import TestSupport
import Testing

struct PrivateFileTests {
    private let directory = ScratchDirectory()

    @Test func whatIsWrittenIsThereAloneAndIsTheOwnersAlone() throws {
        let path = directory.path + "/secret"
        try PrivateFile.write([9, 9, 9, 9], to: "secret", in: directory.path)
        try PrivateFile.write([1, 2, 3], to: "secret", in: directory.path)
        #expect(try SmallFile(reading: path, limitBytes: 10).bytes == [1, 2, 3])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["secret"])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func aNewDirectoryIsTheOwnersAlone() throws {
        let path = directory.path + "/new"
        try PrivateFile.makeDirectory(path)
        try PrivateFile.makeDirectory(path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    /// A trial says what the real attempt says, and leaves nothing behind.
    @Test(arguments: ["new", "new/", "new//", "new/x", "file", "file/x", "dangling", "folder", "folder/"])
    func aTrialTellsWhatMakingADirectoryWouldMeet(name: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: directory.path + "/folder", withIntermediateDirectories: false)
        try files.createSymbolicLink(atPath: directory.path + "/dangling", withDestinationPath: "nowhere/x")
        #expect(files.createFile(atPath: directory.path + "/file", contents: nil))
        let path = "\(directory.path)/\(name)"
        let before = try files.subpathsOfDirectory(atPath: directory.path)
        let trial = Result { try PrivateFile.tryOutDirectory(path) }
        #expect(try files.subpathsOfDirectory(atPath: directory.path) == before)
        let making = Result { try PrivateFile.makeDirectory(path) }
        switch (trial, making) {
        case (.success(let isThere), .success): #expect(isThere == name.hasPrefix("folder"))
        case (.failure(let expected as SystemError), .failure(let found as SystemError)):
            #expect(expected.number == found.number)
        default: Issue.record("\(trial), \(making)")
        }
    }

    @Test(arguments: ["new", "new/", "new/x", "file", "file/x", "dangling", "linked", "folder", "folder/x"])
    func aTrialTellsWhatAppendingWouldMeet(name: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: directory.path + "/folder", withIntermediateDirectories: false)
        try files.createSymbolicLink(atPath: directory.path + "/dangling", withDestinationPath: "nowhere/x")
        try files.createSymbolicLink(atPath: directory.path + "/linked", withDestinationPath: "folder/log")
        #expect(files.createFile(atPath: directory.path + "/file", contents: nil))
        let path = "\(directory.path)/\(name)"
        let before = try files.subpathsOfDirectory(atPath: directory.path)
        let trial = Result { try AppendingFile.tryOut(path) }
        #expect(try files.subpathsOfDirectory(atPath: directory.path) == before)
        let opening = Result { _ = try AppendingFile(path: path) }
        switch (trial, opening) {
        case (.success, .success): break
        case (.failure(let expected as SystemError), .failure(let found as SystemError)):
            #expect(expected.number == found.number)
        default: Issue.record("\(trial), \(opening)")
        }
    }

    @Test func aLockIsHeldUntilItsLastReferenceGoes() throws {
        let path = directory.path + "/lock"
        var outcome: LockFile.Outcome? = try LockFile.take(path)
        // Who only looks sees it, and takes nothing from anybody.
        #expect(try LockFile.holder(of: path)?.processID == Int(ProcessInfo.processInfo.processIdentifier))
        #expect(try LockFile.holder(of: directory.path + "/none") == nil)
        guard case .held(let owner) = try LockFile.take(path) else {
            Issue.record("taken twice")
            return
        }
        #expect(owner == Int(ProcessInfo.processInfo.processIdentifier))
        if case .taken = outcome { outcome = nil }
        guard case .taken = try LockFile.take(path) else {
            Issue.record("not free again")
            return
        }
    }
}

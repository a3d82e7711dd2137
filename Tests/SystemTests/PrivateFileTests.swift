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

    @Test func aLockIsHeldUntilItsLastReferenceGoes() throws {
        let path = directory.path + "/lock"
        var outcome: LockFile.Outcome? = try LockFile.take(path)
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

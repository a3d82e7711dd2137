import Foundation
import System
import TestSupport
import Testing

struct PrivateFileTests {
    private let directory = ScratchDirectory()

    @Test func whatIsWrittenIsReadAndIsTheOwnersAlone() throws {
        try PrivateFile.write([1, 2, 3], to: "secret", in: directory.path)
        let content = try PrivateFile.read(directory.path + "/secret", limit: 10)
        #expect(content?.bytes == [1, 2, 3])
        #expect(content?.isExposed == false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["secret"])
    }

    @Test func aFileThatOthersMayReadIsSaidToBeExposed() throws {
        let path = directory.path + "/secret"
        try PrivateFile.write([7], to: "secret", in: directory.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(try PrivateFile.read(path, limit: 10)?.isExposed == true)
    }

    @Test func aMissingFileIsNilAndALongOneIsRefused() throws {
        #expect(try PrivateFile.read(directory.path + "/none", limit: 10) == nil)
        try PrivateFile.write([UInt8](repeating: 0, count: 11), to: "long", in: directory.path)
        #expect(throws: SystemError.self) { try PrivateFile.read(directory.path + "/long", limit: 10) }
    }

    @Test func aSymbolicLinkIsNotFollowed() throws {
        try PrivateFile.write([1], to: "real", in: directory.path)
        let link = directory.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: directory.path + "/real")
        #expect(throws: SystemError.self) { try PrivateFile.read(link, limit: 10) }
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

    @Test func randomBytesDiffer() throws {
        let first = try KernelRandom.bytes(count: 32)
        let second = try KernelRandom.bytes(count: 32)
        #expect(first != second)
        #expect(first.count == 32)
        #expect(try KernelRandom.bytes(count: 0).isEmpty)
    }
}

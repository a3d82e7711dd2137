import Core
import Foundation
import System
import TestSupport
import Testing

struct StoreDataDirectoryTests {
    private let scratch = ScratchDirectory()
    private var path: String { scratch.path + "/data" }

    @Test func aSecondGatewayIsRefusedByName() throws {
        let first = try DataDirectory(path: path)
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: path) }
        let processID = ProcessInfo.processInfo.processIdentifier
        #expect(error.map { "\($0)" } == "data directory \(path) is in use by gateway process \(processID)")
        #expect(first.path == path)
    }

    @Test func anotherProcessThatHoldsTheLockIsNamed() throws {
        try DataDirectory.prepare(path)
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "exec 9>'\(path)/gateway.lock'; flock -x 9; echo $$ >&9; echo held; read line <&0",
        ]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = pipe
        try process.run()
        _ = pipe.fileHandleForReading.availableData
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: path) }
        #expect(error == .inUse(path: path, processID: Int(process.processIdentifier)))
        input.fileHandleForWriting.write(Data([0x0A]))
        process.waitUntilExit()
        _ = try DataDirectory(path: path)
    }

    @Test func theDirectoryIsTheOwnersAloneAndFreeAgainAfterwards() throws {
        var directory: DataDirectory? = try DataDirectory(path: path)
        #expect(directory != nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        directory = nil
        _ = try DataDirectory(path: path)
    }

    @Test func aKeyIsMadeOnceAndStays() throws {
        let directory = try DataDirectory(path: path)
        let key = try directory.key("goncord-jwt", byteCount: 64)
        #expect(key.count == 64)
        #expect(try directory.key("goncord-jwt", byteCount: 64) == key)
        #expect(try directory.key("other", byteCount: 64) != key)
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/goncord-jwt.key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func aKeyOfAnotherLengthIsRefused() throws {
        let directory = try DataDirectory(path: path)
        _ = try directory.key("k", byteCount: 32)
        let error = #expect(throws: DataDirectoryError.self) { try directory.key("k", byteCount: 64) }
        #expect(error == .wrongKeyLength(path: path + "/k.key", expected: 64, found: 32))
    }

    @Test func aKeyThatOthersMayReadIsRefused() throws {
        let directory = try DataDirectory(path: path)
        _ = try directory.key("k", byteCount: 32)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path + "/k.key")
        let error = #expect(throws: DataDirectoryError.self) { try directory.key("k", byteCount: 32) }
        #expect(error == .exposedKey(path: path + "/k.key"))
    }

    @Test(arguments: ["", "../k", "a/b", "A", ".k", String(repeating: "k", count: 65)])
    func aNameThatIsNoKeysNameIsRefused(name: String) throws {
        let directory = try DataDirectory(path: path)
        let error = #expect(throws: DataDirectoryError.self) { try directory.key(name, byteCount: 32) }
        #expect(error == .badKeyName(name))
    }

    @Test func aDirectoryThatCannotBeMadeIsSaidSo() {
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: "/nonexistent/deep/data") }
        guard case .unusable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

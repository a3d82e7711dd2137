@testable import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct StoreLostFileTests {
    private let scratch = ScratchDirectory()
    private var path: String { scratch.path + "/test.sqlite" }

    private func open(filesFolder: String? = nil) throws -> Store {
        try Store(path: path, name: "test", schema: StoreFixture.schema, filesFolder: filesFolder) { _ in }
    }

    private func write(_ store: Store) -> Result<[UInt8], APIError> {
        let answer = Answer()
        let job = WriteJob(
            body: { (store) throws(APIError) in
                try store.execute(StoreFixture.insertBody, "a", "b")
                return []
            }, completion: answer.set)
        guard store.submit(job) else { return .failure(APIError(.overloaded)) }
        return answer.wait()
    }

    @Test func aFilesFolderThatIsGoneIsTold() throws {
        let folder = scratch.path + "/test.files"
        try PrivateFile.makeDirectory(folder)
        let store = try open(filesFolder: folder)
        defer { store.stop() }
        try FileManager.default.moveItem(atPath: folder, toPath: folder + ".old")
        guard case .failure(let error) = write(store) else { return #expect(Bool(false), "it was acknowledged") }
        #expect(error.code == .storeUnavailable && error.detail == .storeGone)
    }

    @Test func aFileThatGoesDuringTheCommitIsNotAcknowledged() throws {
        let store = try open()
        defer { store.stop() }
        let answer = Answer()
        let path = path
        let job = WriteJob(
            body: { (store) throws(APIError) in
                try store.execute(StoreFixture.insertBody, "a", "b")
                _ = rename(path, path + ".old")
                return []
            }, completion: answer.set)
        #expect(store.submit(job))
        guard case .failure(let error) = answer.wait() else { return #expect(Bool(false), "it was acknowledged") }
        #expect(error.detail == .storeGone)
    }

    @Test func aLogThatWasLeftBehindIsNotThrownAway() throws {
        try Data(repeating: 1, count: 100).write(to: URL(fileURLWithPath: path + "-wal"))
        #expect(throws: StoreError.lost(path: path, remains: [path + "-wal"])) { try open() }
        #expect(FilePlace.byteCount(path + "-wal") == 100)
    }

    @Test func aStartThatWasCutShortBeforeTheSchemaGoesOn() throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let store = try open()
        #expect(FilePlace.byteCount(path + ".made") ?? 0 > 0)
        store.stop()
    }

    @Test func theMarkerIsTheOwnersAlone() throws {
        try open().stop()
        let attributes = try FileManager.default.attributesOfItem(atPath: path + ".made")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}

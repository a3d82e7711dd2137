import Core
import Foundation
import Kit
import Synchronization
import System
import TestSupport
import Testing

func fileSize(_ path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
}

struct StoreReaderTests {
    @Test func aReadAfterAnAcknowledgedWriteSeesIt() throws {
        let fixture = try StoreFixture()
        let reader = try fixture.store.makeReader()
        for number in 0..<50 {
            fixture.insert("\(number)")
            #expect(try reader.store().first(StoreFixture.count) { $0.int(0) } == number + 1)
        }
    }

    @Test func oneCallSeesOneMomentWhateverIsCommittedMeanwhile() throws {
        let fixture = try StoreFixture()
        fixture.insert("before")
        let reader = try fixture.store.makeReader()
        let store = try reader.store()
        #expect(try store.first(StoreFixture.count) { $0.int(0) } == 1)
        fixture.insert("meanwhile")
        #expect(try store.first(StoreFixture.count) { $0.int(0) } == 1)
        #expect(try reader.store().first(StoreFixture.count) { $0.int(0) } == 2)
    }

    @Test func readersOnOtherThreadsSeeTheirOwnWritesUnderLoad() throws {
        let fixture = try StoreFixture()
        let misses = Atomic<Int>(0)
        let reads = Atomic<Int>(0)
        let threads = try (0..<4).map { client in
            try System.Thread(name: "client") {
                guard let reader = try? fixture.store.makeReader() else { return }
                for number in 0..<300 {
                    let name = "\(client)-\(number)"
                    fixture.insert(name)
                    let found = try? reader.store().first(StoreFixture.find, name) { $0.int64(0) }
                    if found == nil { misses.wrappingAdd(1, ordering: .relaxed) }
                    reads.wrappingAdd(1, ordering: .relaxed)
                    if number.isMultiple(of: 10) { reader.endSnapshot() }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(misses.load(ordering: .relaxed) == 0)
        #expect(reads.load(ordering: .relaxed) == 1200)
    }

    @Test func aSnapshotThatIsLetGoLetsTheLogStartAnew() throws {
        var limits = StoreLimits()
        limits.checkpointPages = 10
        limits.restartPages = 1_000_000
        let fixture = try StoreFixture(limits: limits)
        let reader = try fixture.store.makeReader()
        #expect(try reader.store().first(StoreFixture.count) { $0.int(0) } == 0)
        for number in 0..<100 { fixture.insert("\(number)-" + String(repeating: "y", count: 3000)) }
        let held = try fileSize(fixture.directory + "/test.sqlite-wal")
        reader.endSnapshot()
        // Each takes two pages of the log at least.
        for number in 100..<200 { fixture.insert("\(number)") }
        #expect(try fileSize(fixture.directory + "/test.sqlite-wal") < held + 30 * 4120)
        #expect(try reader.store().first(StoreFixture.count) { $0.int(0) } == 200)
    }
}

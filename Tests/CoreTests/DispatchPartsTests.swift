@testable import Core
import Kit
import System
import TestSupport
import Testing

struct CPUPoolTests {
    private final class Seen: Sendable {
        let numbers = Lock<[Int]>([])
    }

    /// Keeps a pool of one thread busy until the returned closure is called.
    private func hold(_ pool: CPUPool) -> @Sendable () -> Void {
        let isHeld = Signal()
        let release = Signal()
        #expect(
            pool.submit(of: 1) { _ in
                isHeld.notify()
                release.wait()
            })
        isHeld.wait()
        return { release.notify() }
    }

    @Test func whatIsQueuedRunsInItsOrder() throws {
        let pool = try CPUPool(threadCount: 1, queueLimit: 202)
        let release = hold(pool)
        let seen = Seen()
        for number in 0..<100 { #expect(pool.submit(of: 1) { _ in seen.numbers.withLock { $0.append(number) } }) }
        let isDone = Signal()
        #expect(pool.submit(of: 1) { _ in isDone.notify() })
        release()
        isDone.wait()
        pool.stop()
        #expect(seen.numbers.withLock { $0 } == Array(0..<100))
    }

    @Test func whatIsBegunIsFinishedBeforeItStops() throws {
        let pool = try CPUPool(threadCount: 1, queueLimit: 10)
        let isBegun = Signal()
        let seen = Seen()
        #expect(
            pool.submit(of: 1) { _ in
                isBegun.notify()
                _ = Signal().wait(timeoutMicroseconds: 10_000)
                seen.numbers.withLock { $0.append(1) }
            })
        isBegun.wait()
        pool.stop()
        #expect(seen.numbers.withLock { $0 } == [1])
        #expect(!pool.submit(of: 1) { _ in })
    }

    @Test func aFullQueueIsSaidAtOnce() throws {
        let pool = try CPUPool(threadCount: 1, queueLimit: 2)
        let release = hold(pool)
        let seen = Seen()
        let isDone = Signal()
        #expect(pool.submit(of: 1) { _ in seen.numbers.withLock { $0.append(0) } })
        #expect(pool.submit(of: 2) { _ in isDone.notify() })
        for network in 1...3 as ClosedRange<UInt64> {
            #expect(!pool.submit(of: network) { _ in seen.numbers.withLock { $0.append(1) } })
        }
        release()
        isDone.wait()
        pool.stop()
        #expect(seen.numbers.withLock { $0 } == [0])
    }

    /// A hundred wrong log-ins from one address delay a right one from another by the one that runs.
    @Test func addressesHaveTheirTurns() throws {
        let pool = try CPUPool(threadCount: 1, queueLimit: 200)
        let release = hold(pool)
        let seen = Seen()
        let isDone = Signal()
        func submit(_ network: UInt64, _ number: Int) {
            #expect(pool.submit(of: network) { _ in seen.numbers.withLock { $0.append(number) } })
        }
        for number in 0..<99 { submit(1, number) }
        for number in 0..<3 { submit(2, 100 + number) }
        submit(3, 200)
        #expect(pool.submit(of: 1) { _ in isDone.notify() })
        release()
        isDone.wait()
        pool.stop()
        #expect(seen.numbers.withLock { $0 } == [0, 100, 200, 1, 101, 2, 102] + Array(3..<99))
    }

    @Test func oneAddressLeavesHalfOfThePlaces() {
        var queue = TurnQueue<Int>(limit: 5)
        let first = (0..<4).map { queue.append($0, of: 1) }
        #expect(first == [true, true, true, false])
        let second = (4..<7).map { queue.append($0, of: 2) }
        #expect(second == [true, true, false], "all places are taken")
        let before = queue.next()
        let isTaken = queue.append(7, of: 1)
        #expect(before == 0 && isTaken)
        let rest = (0..<6).map { _ in queue.next() }
        #expect(rest == [4, 1, 5, 2, 7, nil])
        let again = (8..<10).map { queue.append($0, of: 1) }
        queue.removeAll()
        let last = queue.next()
        #expect(again == [true, true] && last == nil)
    }

    @Test func allThreadsWork() throws {
        let pool = try CPUPool(threadCount: 3, queueLimit: 10)
        let meeting = Seen()
        let all = Signal()
        let releases = (0..<3).map { _ in Signal() }
        for number in 0..<3 {
            #expect(
                pool.submit(of: 1) { _ in
                    let count = meeting.numbers.withLock { numbers in
                        numbers.append(number)
                        return numbers.count
                    }
                    if count == 3 { all.notify() }
                    releases[number].wait()
                })
        }
        // Three jobs, each waiting, so three threads.
        all.wait()
        for release in releases { release.notify() }
        pool.stop()
    }

    @Test func noJobOfSeveralThreadsIsLost() throws {
        let pool = try CPUPool(threadCount: 2, queueLimit: 10_000)
        let seen = Seen()
        let isDone = Signal()
        let threads = try (0..<4).map { thread in
            try Thread(name: "caller") {
                for number in 0..<500 {
                    _ = pool.submit(of: UInt64(thread)) { _ in
                        let count = seen.numbers.withLock { numbers in
                            numbers.append(thread * 500 + number)
                            return numbers.count
                        }
                        if count == 2000 { isDone.notify() }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(isDone.wait(timeoutMicroseconds: 30_000_000))
        pool.stop()
        #expect(seen.numbers.withLock { $0.sorted() } == Array(0..<2000))
    }

    @Test func aJobSeesTheStoreAndLetsGoOfIt() throws {
        let fixture = try StoreFixture()
        let opened = fixture.opened
        let pool = try CPUPool(threadCount: 1, queueLimit: 10)
        let seen = Seen()
        for expected in 1...3 {
            fixture.insert("\(expected)")
            let isDone = Signal()
            #expect(
                pool.submit(of: 1) { worker in
                    let count = try? worker.store(opened).first(StoreFixture.count) { $0.int(0) }
                    seen.numbers.withLock { $0.append(count ?? -1) }
                    isDone.notify()
                })
            isDone.wait()
        }
        pool.stop()
        #expect(seen.numbers.withLock { $0 } == [1, 2, 3])
    }
}

struct StoreReadersTests {
    private static let kept: UInt64 = 100_000_000

    @Test func aSnapshotIsLetGoAfterATenthOfASecond() throws {
        let fixture = try StoreFixture()
        let readers = try StoreReaders([fixture.opened])
        readers.endTurn(nowNanoseconds: 1)
        #expect(readers.dueNanoseconds == nil)
        _ = try readers.store(fixture.opened.slot)
        readers.endTurn(nowNanoseconds: 5)
        #expect(readers.dueNanoseconds == 5 + Self.kept)
        _ = try readers.store(fixture.opened.slot)
        readers.endTurn(nowNanoseconds: 4 + Self.kept)
        #expect(readers.dueNanoseconds == 5 + Self.kept)
        readers.endTurn(nowNanoseconds: 5 + Self.kept)
        #expect(readers.dueNanoseconds == nil)
    }

    @Test func aReadAfterAWriteSeesItWhileASnapshotIsKept() throws {
        let fixture = try StoreFixture()
        let readers = try StoreReaders([fixture.opened])
        for count in 1...3 {
            fixture.insert("\(count)")
            #expect(try readers.store(fixture.opened.slot).first(StoreFixture.count) { $0.int(0) } == count)
            readers.endTurn(nowNanoseconds: 5)
        }
    }
}

struct PluginStoresTests {
    private let fixtures: [StoreFixture]
    private let stores = PluginStores()

    init() throws {
        fixtures = [try StoreFixture(), try StoreFixture()]
        try open("items", fixtures[0])
        try open("clock", fixtures[1])
    }

    private func open(_ plugin: PluginID, _ fixture: StoreFixture) throws {
        try stores.open(plugin) { _ in fixture.store }
    }

    @Test func aPluginFindsItsOwnDatabaseAlone() {
        #expect(stores["items"]?.store === fixtures[0].store)
        #expect(stores["clock"]?.store === fixtures[1].store)
        #expect(stores["other"] == nil)
    }

    @Test func slotsAreGivenInOrderAndOnce() throws {
        try stores.open("clock") { _ in
            Issue.record("it is open already")
            return fixtures[0].store
        }
        try stores.open("other") { slot in
            #expect(slot.number == 2)
            return fixtures[0].store
        }
        #expect(stores.opened.map(\.slot.number) == [0, 1, 2])
        #expect(stores["clock"]?.slot.number == 1)
    }

    @Test func whatFailsToOpenTakesNoSlot() {
        #expect(throws: StoreError.self) {
            try stores.open("other") { (_) throws(StoreError) in throw .damaged(path: "p", reason: "r") }
        }
        #expect(stores["other"] == nil && stores.opened.count == 2)
    }

    @Test func aReaderIsAddedForWhatIsOpenedLater() throws {
        let readers = try StoreReaders(stores.opened)
        let later = try StoreFixture()
        try open("other", later)
        later.insert("a")
        try readers.openNew(stores.opened)
        let slot = try #require(stores["other"]?.slot)
        #expect(try readers.store(slot).first(StoreFixture.count) { $0.int(0) } == 1)
        let first = try #require(stores["items"]?.slot)
        #expect(try readers.store(first).first(StoreFixture.count) { $0.int(0) } == 0)
    }
}

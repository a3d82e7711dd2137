import System
import Testing

struct LockTests {
    /// Counts its end in a lock of somebody else's.
    private struct Guest: ~Copyable {
        let ended: Ending
        deinit { ended.count.withLock { $0 += 1 } }
    }

    private final class Ending: Sendable {
        let count = Lock(0)
    }

    private struct Refusal: Error, Equatable {}

    @Test func noIncrementOfSeveralThreadsIsLost() throws {
        let count = Counter()
        let threads = try (0..<4).map { _ in
            try Thread(name: "counter") { for _ in 0..<20_000 { count.number.withLock { $0 += 1 } } }
        }
        for thread in threads { thread.join() }
        #expect(count.number.withLock { $0 } == 80_000)
    }

    private final class Counter: Sendable {
        let number = Lock(0)
    }

    @Test func anErrorLeavesTheLockOpenAndTheChangeMade() {
        let text = Lock("a")
        #expect(throws: Refusal()) {
            try text.withLock { (text) throws(Refusal) in
                text += "b"
                throw Refusal()
            }
        }
        #expect(text.withLock { $0 } == "ab")
    }

    @Test func whatItHoldsEndsWithIt() {
        let ending = Ending()
        do {
            let lock = Lock(Guest(ended: ending))
            lock.withLock { guest in guest = Guest(ended: ending) }
            #expect(ending.count.withLock { $0 } == 1)
        }
        #expect(ending.count.withLock { $0 } == 2)
    }
}

import System
import Testing

struct ThreadTests {
    @Test func aThreadRunsItsBodyOnceAndIsJoined() throws {
        let count = Lock(0)
        let thread = try Thread(name: "a-name-beyond-fifteen-bytes") { count.withLock { $0 += 1 } }
        thread.join()
        #expect(count.withLock { $0 } == 1)
    }

    @Test func aNotificationBeforeTheWaitIsKept() {
        let signal = Signal()
        signal.notify()
        signal.notify()
        signal.wait()
        #expect(!signal.wait(timeoutMicroseconds: 0))
    }

    @Test func aWaitEndsAfterItsTime() {
        let start = Clock.monotonicNanoseconds()
        #expect(!Signal().wait(timeoutMicroseconds: 20_000))
        #expect(Clock.monotonicNanoseconds() - start >= 20_000_000)
    }

    @Test func manyNotificationsBetweenThreadsLoseNone() throws {
        let ping = Signal()
        let pong = Signal()
        let thread = try Thread(name: "pong") {
            for _ in 0..<10_000 {
                ping.wait()
                pong.notify()
            }
        }
        for _ in 0..<10_000 {
            ping.notify()
            pong.wait()
        }
        thread.join()
        #expect(!pong.wait(timeoutMicroseconds: 0))
    }
}

internal import Core
package import Kit
internal import System

/// A clock that stands still until a test moves it: by both ways of telling the time.
package final class ManualClock: LoopClock {
    private let startMilliseconds: Int64
    private let time: Lock<Timestamp>

    /// - Parameter milliseconds: since 1970; by default some moment in 2026 that is no whole second.
    package init(milliseconds: Int64 = 1_790_000_000_250) {
        startMilliseconds = milliseconds
        time = Lock(Timestamp(milliseconds: milliseconds))
    }

    package var now: Timestamp { time.withLock { $0 } }

    package func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }

    package func advance(milliseconds: Int64) {
        time.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
    }

    package func wallMilliseconds() -> Int64 { now.milliseconds }

    /// Begins with an hour.
    package func monotonicNanoseconds() -> UInt64 {
        UInt64(3_600_000 + now.milliseconds - startMilliseconds) * 1_000_000
    }
}

package import Kit
internal import System

/// A clock that stands still until a test moves it.
package final class ManualClock: Sendable {
    private let time: Lock<Timestamp>

    /// - Parameter milliseconds: since 1970; by default some moment in 2026 that is no whole second.
    package init(milliseconds: Int64 = 1_790_000_000_250) {
        time = Lock(Timestamp(milliseconds: milliseconds))
    }

    package var now: Timestamp { time.withLock { $0 } }

    package func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }

    package func advance(milliseconds: Int64) {
        time.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
    }
}

import System

/// Where a loop, and what lives on it, gets the time from: the kernel, or a test that lets time pass as it likes.
package protocol LoopClock: Sendable {
    /// Never goes back; for durations and deadlines.
    func monotonicNanoseconds() -> UInt64
    /// Since 1970; for what is stored and compared with what was stored.
    func wallMilliseconds() -> Int64
}

/// The kernel's clocks.
package struct KernelClock: LoopClock {
    package init() {}

    package func monotonicNanoseconds() -> UInt64 { Clock.monotonicNanoseconds() }
    package func wallMilliseconds() -> Int64 { Clock.wallMilliseconds() }
}

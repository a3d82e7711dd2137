internal import CLinux

/// The two clocks of the kernel.
package enum Clock {
    /// Nanoseconds since some moment in the past; never goes back. For durations and deadlines.
    package static func monotonicNanoseconds() -> UInt64 { nanoseconds(CLOCK_MONOTONIC) }

    /// Milliseconds since 1970-01-01T00:00:00Z. For what is stored, logged and compared with a token's claims.
    package static func wallMilliseconds() -> Int64 { Int64(nanoseconds(CLOCK_REALTIME) / 1_000_000) }

    private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// Time in ticks of a limit's own: a power of two of them give one request back.
///
/// So a rate that is no whole number of nanoseconds a request is kept without rounding, and dividing by the interval
/// is a shift.
struct RateClock: Sendable {
    /// Ticks are counted in so many bits.
    static let bits = 48

    /// The logarithm of the ticks that give one request back.
    let intervalShift: Int
    private let requests: UInt64
    private let seconds: UInt64
    /// Ticks in a nanosecond, times 2 to the power of 64, rounded up: who waits until then is let in.
    private let ticksPerNanosecond: UInt64
    private let epochNanoseconds: UInt64

    /// - Parameter epochNanoseconds: the clock's zero, on the monotonic clock. It runs for eight years at least.
    init(_ limit: RateLimit, epochNanoseconds: UInt64) {
        requests = UInt64(limit.requests)
        seconds = UInt64(limit.seconds)
        self.epochNanoseconds = epochNanoseconds
        let eightYears: UInt64 = 252_460_800
        let intervals = max(1, eightYears * requests / seconds)
        intervalShift = min(20, max(0, Self.bits - (UInt64.bitWidth - intervals.leadingZeroBitCount)))
        let nanoseconds = seconds * 1_000_000_000
        ticksPerNanosecond =
            nanoseconds.dividingFullWidth((requests << UInt64(intervalShift), nanoseconds - 1)).quotient
    }

    /// The tick at a moment of the monotonic clock.
    func tick(at nanoseconds: UInt64) -> UInt64 {
        let elapsed = nanoseconds > epochNanoseconds ? nanoseconds - epochNanoseconds : 0
        return ticksPerNanosecond.multipliedFullWidth(by: elapsed).high
    }

    /// Ticks that give all requests back.
    var windowTicks: UInt64 { requests << UInt64(intervalShift) }

    /// So many ticks as seconds, rounded up.
    /// - Parameter ticks: at most `windowTicks`.
    func seconds(_ ticks: UInt64) -> Int { Int((ticks * seconds + windowTicks - 1) / windowTicks) }
}

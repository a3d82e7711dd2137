/// How long to wait before something is tried again: 1, 2, 4, … seconds up to the longest, each with jitter.
package enum BackOff {
    private static let firstMilliseconds: Int64 = 1_000

    /// - Parameters:
    ///   - attempts: those that failed, 1 or more.
    ///   - random: from 0 up to 1. The pause is three quarters of its nominal length, and up to a half of it more, so
    ///     that what failed together does not come back together.
    package static func pauseMilliseconds(
        attempts: Int, random: Double, longestMilliseconds: Int64 = 60_000
    ) -> Int64 {
        let doublings = min(max(0, attempts - 1), 6)
        let nominal = min(firstMilliseconds << Int64(doublings), longestMilliseconds)
        let pause = Double(nominal) * (0.75 + random / 2)
        return min(Int64(pause), longestMilliseconds)
    }
}

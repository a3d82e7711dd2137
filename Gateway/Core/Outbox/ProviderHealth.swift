/// What is known of one channel's provider. While it is down, only one delivery at a time is tried, at growing
/// intervals, so that those that wait cost neither attempts nor writes. While it wants to be left alone, none is tried.
/// Pure: it is told the time, by the monotonic clock, so that setting the other one takes nobody down for longer.
package struct ProviderHealth: Sendable {
    /// Failures of the provider, one after the other, after which it counts as down.
    static let failureLimit = 5
    /// Between two tries of a provider that is down: short beside the deadline of a call, long beside what a try costs.
    private static let longestProbeMilliseconds: Int64 = 10_000

    /// What an operator should hear of.
    package enum Change: Sendable, Equatable {
        case wentDown
        case cameUp
    }

    private enum State: Sendable {
        case up(failures: Int)
        case down(probes: Int, nextProbeNanoseconds: UInt64)
    }

    private var state = State.up(failures: 0)
    /// The latest moment that a Retry-After named.
    private var restsUntilNanoseconds: UInt64 = 0

    package init() {}

    /// Only probes reach it.
    var isDown: Bool {
        if case .down = state { return true }
        return false
    }

    /// How many deliveries may be on their way now.
    package func allowance(inFlightLimit: Int, nowNanoseconds: UInt64) -> Int {
        guard restsUntilNanoseconds <= nowNanoseconds else { return 0 }
        guard case .down(_, let nextProbe) = state else { return inFlightLimit }
        return nextProbe <= nowNanoseconds ? 1 : 0
    }

    /// The provider wants nothing before that moment. It speaks to the whole gateway: 429 counts all of a client's
    /// requests, 503 is about the provider itself.
    package mutating func noteRest(untilNanoseconds moment: UInt64) {
        restsUntilNanoseconds = max(restsUntilNanoseconds, moment)
    }

    /// The provider took a delivery, or refused it for what it is: it works.
    package mutating func noteAnswer() -> Change? {
        defer { state = .up(failures: 0) }
        if case .down = state { return .cameUp }
        return nil
    }

    /// The provider could not be reached, or is at fault itself.
    package mutating func noteFailure(nowNanoseconds: UInt64, random: Double) -> Change? {
        switch state {
        case .up(let failures) where failures + 1 < Self.failureLimit:
            state = .up(failures: failures + 1)
            return nil
        case .up:
            state = .down(probes: 0, nextProbeNanoseconds: Self.nextProbe(after: 0, nowNanoseconds, random))
            return .wentDown
        case .down(let probes, let nextProbe):
            // What was on its way when it went down, and an operator's own try, say nothing new.
            guard nextProbe <= nowNanoseconds else { return nil }
            let next = Self.nextProbe(after: probes + 1, nowNanoseconds, random)
            state = .down(probes: probes + 1, nextProbeNanoseconds: next)
            return nil
        }
    }

    private static func nextProbe(after probes: Int, _ nowNanoseconds: UInt64, _ random: Double) -> UInt64 {
        let pause = BackOff.pauseMilliseconds(
            attempts: probes + 1, random: random, longestMilliseconds: longestProbeMilliseconds)
        return nowNanoseconds + UInt64(pause) * 1_000_000
    }
}

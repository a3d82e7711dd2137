package import Kit

/// What is known of one channel's provider. While it is down, only one delivery at a time is tried, at growing
/// intervals, so that those that wait cost neither attempts nor writes. Pure: it is told the time.
package struct ProviderHealth: Sendable {
    /// Failures of the provider, one after the other, after which it counts as down.
    static let failureLimit = 5

    /// What an operator should hear of.
    package enum Change: Sendable, Equatable {
        case wentDown
        case cameUp
    }

    private enum State: Sendable {
        case up(failures: Int)
        case down(since: Timestamp, probes: Int, nextProbe: Timestamp)
    }

    private var state = State.up(failures: 0)

    package init() {}

    /// Nothing gets through.
    package var isDown: Bool {
        if case .down = state { true } else { false }
    }

    /// When it went down; `nil` while it is up.
    package var downSince: Timestamp? {
        if case .down(let since, _, _) = state { since } else { nil }
    }

    /// How many deliveries may be on their way now.
    package func allowance(inFlightLimit: Int, now: Timestamp) -> Int {
        guard case .down(_, _, let nextProbe) = state else { return inFlightLimit }
        return nextProbe <= now ? 1 : 0
    }

    /// The provider took a delivery, or refused it for what it is: it works.
    package mutating func noteAnswer() -> Change? {
        defer { state = .up(failures: 0) }
        return isDown ? .cameUp : nil
    }

    /// The provider could not be reached, or is at fault itself.
    package mutating func noteFailure(now: Timestamp, random: Double) -> Change? {
        switch state {
        case .up(let failures) where failures + 1 < Self.failureLimit:
            state = .up(failures: failures + 1)
            return nil
        case .up:
            state = .down(since: now, probes: 0, nextProbe: BackOff.next(attempts: 1, now: now, random: random))
            return .wentDown
        case .down(let since, let probes, let nextProbe):
            // What was on its way when it went down, and an operator's own try, say nothing new.
            guard nextProbe <= now else { return nil }
            let next = BackOff.next(attempts: probes + 2, now: now, random: random)
            state = .down(since: since, probes: probes + 1, nextProbe: next)
            return nil
        }
    }
}

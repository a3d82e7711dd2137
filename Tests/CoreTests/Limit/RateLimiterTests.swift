import Synchronization
import TestSupport
import Testing

@testable import Core

struct RateLimiterTests {
    private static let second: UInt64 = 1_000_000_000
    /// Some moment at which the machine has run for a while.
    private static let start: UInt64 = 77 * second + 123

    private func make(_ requests: Int, _ seconds: Int, slots: Int = 64) -> RateLimiter {
        let limit = RateLimit(party: .address, requests: requests, seconds: seconds)
        return RateLimiter(limit, epochNanoseconds: Self.start, slotCount: slots)
    }

    private func allowed(_ remaining: Int, _ reset: Int) -> RateVerdict {
        RateVerdict(isAllowed: true, remaining: remaining, resetSeconds: reset)
    }

    private func refused(_ wait: Int) -> RateVerdict {
        RateVerdict(isAllowed: false, remaining: 0, resetSeconds: wait)
    }

    /// Tags and sets of their own for a few callers.
    private func caller(_ number: UInt64, set: UInt64 = 0) -> UInt64 { number << 48 | set }

    // MARK: The rate

    @Test func allOfThemMayComeAtOnceAndTheNextIsToldWhen() {
        let limiter = make(3, 60)
        var now = Self.start + 5 * Self.second
        #expect(limiter.take(caller(1), nanoseconds: now) == allowed(2, 20))
        #expect(limiter.take(caller(1), nanoseconds: now) == allowed(1, 40))
        #expect(limiter.take(caller(1), nanoseconds: now) == allowed(0, 60))
        #expect(limiter.take(caller(1), nanoseconds: now) == refused(20))
        now += 19 * Self.second + 999_999_000
        #expect(limiter.take(caller(1), nanoseconds: now) == refused(1))
        now += 1000
        #expect(limiter.take(caller(1), nanoseconds: now) == allowed(0, 60))
        #expect(limiter.take(caller(1), nanoseconds: now) == refused(20))
    }

    @Test func whatIsRefusedUsesNothingUp() {
        let limiter = make(1, 10)
        #expect(limiter.take(caller(1), nanoseconds: Self.start).isAllowed)
        for second in UInt64(0)..<10 {
            let now = Self.start + second * Self.second + Self.second / 2
            #expect(limiter.take(caller(1), nanoseconds: now) == refused(10 - Int(second)))
        }
        #expect(limiter.take(caller(1), nanoseconds: Self.start + 10 * Self.second).isAllowed)
    }

    @Test func afterAPauseAllMayComeAgainAndNoMore() {
        let limiter = make(5, 1)
        for pause in UInt64(1)..<4 {
            let now = Self.start + pause * 1000 * Self.second
            for _ in 0..<5 { #expect(limiter.take(caller(1), nanoseconds: now).isAllowed) }
            #expect(!limiter.take(caller(1), nanoseconds: now).isAllowed)
        }
    }

    @Test(arguments: [(1, 1), (7, 3), (100, 60), (1, 86_400), (999_983, 86_399), (1_000_000, 1), (3, 86_400)])
    func whoWaitsAsLongAsToldIsLetIn(requests: Int, seconds: Int) {
        let limiter = make(requests, seconds)
        var now = Self.start + 12_345_678_901
        for _ in 0..<requests { #expect(limiter.take(caller(1), nanoseconds: now).isAllowed) }
        for _ in 0..<50 {
            let verdict = limiter.take(caller(1), nanoseconds: now)
            guard !verdict.isAllowed else { continue }
            #expect((1...seconds).contains(verdict.resetSeconds))
            now += UInt64(verdict.resetSeconds) * Self.second
            #expect(limiter.take(caller(1), nanoseconds: now).isAllowed)
        }
    }

    @Test(arguments: [(7, 3), (100, 60), (999, 1), (250_000, 1)])
    func overALongTimeTheRateIsExact(requests: Int, seconds: Int) {
        let limiter = make(requests, seconds)
        var count = 0
        let steps = 4000
        let duration = UInt64(seconds) * Self.second * 3
        for step in 0...steps {
            let now = Self.start + duration * UInt64(step) / UInt64(steps)
            while limiter.take(caller(1), nanoseconds: now).isAllowed { count += 1 }
        }
        // At once, and then three windows' worth.
        #expect(count == 4 * requests)
    }

    @Test func inNoWindowTwiceAsManyAreLetIn() {
        let limiter = make(10, 10)
        var times: [UInt64] = []
        for tenth in UInt64(0)..<1000 {
            let now = Self.start + (tenth < 300 ? 0 : tenth) * 100_000_000
            if limiter.take(caller(1), nanoseconds: now).isAllowed { times.append(now) }
        }
        for (index, time) in times.enumerated() {
            #expect(times[index...].prefix { $0 < time + 10 * Self.second }.count < 20)
        }
    }

    @Test func aLoopWhoseTurnBeganEarlierDoesNoHarm() {
        let limiter = make(2, 1)
        let late = Self.start + 50 * Self.second
        for _ in 0..<2 { #expect(limiter.take(caller(1), nanoseconds: late).isAllowed) }
        let early = limiter.take(caller(1), nanoseconds: Self.start)
        #expect(early == refused(1))
        #expect(!limiter.take(caller(1), nanoseconds: 0).isAllowed)
    }

    @Test func eightYearsOfUptimeAreNoMatter() {
        for limit in [(1, 1), (1_000_000, 1), (1, 86_400), (60, 60)] {
            let limiter = make(limit.0, limit.1)
            let now = Self.start + 8 * 365 * 86_400 * Self.second
            #expect(limiter.take(caller(1), nanoseconds: now) == allowed(limit.0 - 1, Self.ceil(limit.1, limit.0)))
        }
    }

    private static func ceil(_ dividend: Int, _ divisor: Int) -> Int { (dividend + divisor - 1) / divisor }

    // MARK: Callers

    @Test func callersAreCountedApart() {
        let limiter = make(1, 60)
        for number in UInt64(1)...8 { #expect(limiter.take(caller(number), nanoseconds: Self.start).isAllowed) }
        for number in UInt64(1)...8 { #expect(!limiter.take(caller(number), nanoseconds: Self.start).isAllowed) }
        #expect(limiter.take(caller(1, set: 1), nanoseconds: Self.start).isAllowed)
    }

    @Test func aNewcomerToAFullSetStartsWithWhatTheLeastHasUsed() {
        let limiter = make(10, 100)
        for number in UInt64(1)...8 {
            for _ in 0..<(number == 5 ? 4 : 6) { _ = limiter.take(caller(number), nanoseconds: Self.start) }
        }
        #expect(limiter.take(caller(9), nanoseconds: Self.start) == allowed(5, 50))
        // The others have lost nothing.
        #expect(limiter.take(caller(1), nanoseconds: Self.start) == allowed(3, 70))
    }

    @Test func nobodyGainsByBeingPushedOut() {
        let limiter = make(10, 100, slots: 8)
        for _ in 0..<10 { _ = limiter.take(caller(1), nanoseconds: Self.start) }
        #expect(!limiter.take(caller(1), nanoseconds: Self.start).isAllowed)
        // As many others as one likes, as often as they are let in.
        var count = 0
        for number in UInt64(2)..<5000 {
            for _ in 0..<12 where limiter.take(caller(number), nanoseconds: Self.start).isAllowed { count += 1 }
        }
        #expect(count == 7 * 10)
        #expect(!limiter.take(caller(1), nanoseconds: Self.start).isAllowed)
        let later = Self.start + 10 * Self.second
        #expect(limiter.take(caller(1), nanoseconds: later) == allowed(0, 100))
        #expect(!limiter.take(caller(1), nanoseconds: later).isAllowed)
    }

    /// Seeded, against counters that are never displaced: no caller is ever let in where those would refuse.
    @Test func aCrowdedTableIsNeverMoreGenerousThanAnEndlessOne() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let limiter = make(4, 8, slots: 16)
        var exact: [UInt64: RateLimiter] = [:]
        var now = Self.start
        for _ in 0..<20_000 {
            now += next() % 20_000_000
            let who = caller(1 + next() % 40, set: next() % 2)
            let alone = exact[who] ?? make(4, 8, slots: 8)
            exact[who] = alone
            guard limiter.take(who, nanoseconds: now).isAllowed else { continue }
            #expect(alone.take(who, nanoseconds: now).isAllowed, "seed \(seed)")
        }
    }

    @Test func aCallerOfLongAgoMakesRoom() {
        let limiter = make(1, 1, slots: 8)
        for number in UInt64(1)..<1000 {
            let now = Self.start + number * Self.second / 8
            #expect(limiter.take(caller(number), nanoseconds: now) == allowed(0, 1))
        }
    }

    @Test func theLimitHoldsForAllThreadsTogether() {
        let limiter = make(1000, 86_400)
        let counts = inParallel(8) { thread in
            (0..<4000).count { turn in
                limiter.take(self.caller(UInt64(1 + turn % 4)), nanoseconds: Self.start).isAllowed
            }
        }
        #expect(counts.reduce(0, +) == 4000)
    }

    @Test func threadsThatEnterNewCallersAtOnceEnterEachOnce() {
        for round in UInt64(0)..<200 {
            let limiter = make(1, 86_400)
            let counts = inParallel(4) { _ in
                (UInt64(1)...8).count { number in
                    limiter.take(self.caller(number, set: round % 8), nanoseconds: Self.start).isAllowed
                }
            }
            #expect(counts.reduce(0, +) == 8)
        }
    }
}

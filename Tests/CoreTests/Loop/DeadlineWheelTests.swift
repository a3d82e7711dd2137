@testable import Core
import TestSupport
import Testing

struct DeadlineWheelTests {
    private static let tickNanoseconds: UInt64 = 1 << 27
    private static let start: UInt64 = 1_000_000_000_000

    private func key(_ number: Int) -> MemberKey { MemberKey(slot: UInt32(number), generation: 0) }

    private func add(_ number: Int, at deadline: UInt64, to wheel: inout DeadlineWheel) {
        wheel.add(DeadlineWheel.Entry(key: key(number), tick: wheel.tick(atNanoseconds: deadline)))
    }

    @Test func anEmptyWheelLetsTheLoopSleep() {
        var wheel = DeadlineWheel(nowNanoseconds: Self.start)
        #expect(wheel.nanosecondsToNext(from: Self.start) == nil)
        #expect(wheel.takeDue(nowNanoseconds: Self.start * 2).isEmpty)
        #expect(wheel.nanosecondsToNext(from: Self.start * 2) == nil)
    }

    @Test func whatIsOverdueComesWithTheNextTick() {
        var wheel = DeadlineWheel(nowNanoseconds: Self.start)
        add(1, at: 0, to: &wheel)
        let rest = wheel.nanosecondsToNext(from: Self.start) ?? .max
        #expect(rest <= Self.tickNanoseconds)
        #expect(wheel.takeDue(nowNanoseconds: Self.start).isEmpty)
        #expect(wheel.takeDue(nowNanoseconds: Self.start + rest).map(\.key) == [key(1)])
    }

    @Test func aFarDeadlineIsLookedAtOnceATurn() {
        var wheel = DeadlineWheel(nowNanoseconds: Self.start)
        add(1, at: .max, to: &wheel)
        let rest = wheel.nanosecondsToNext(from: Self.start) ?? .max
        #expect(rest > 1000 * Self.tickNanoseconds && rest < 1024 * Self.tickNanoseconds)
        #expect(wheel.takeDue(nowNanoseconds: Self.start + rest - 1).isEmpty)
        #expect(wheel.takeDue(nowNanoseconds: Self.start + rest).count == 1)
    }

    @Test func aLongSleepLosesNothing() {
        var wheel = DeadlineWheel(nowNanoseconds: Self.start)
        for number in 0..<2000 { add(number, at: Self.start + UInt64(number) * 100_000_000, to: &wheel) }
        let due = wheel.takeDue(nowNanoseconds: Self.start * 50)
        #expect(Set(due.map(\.key.slot)).count == 2000 && due.count == 2000)
        #expect(wheel.nanosecondsToNext(from: Self.start * 50) == nil)
    }

    /// A loop that looks at each connection when the wheel says so, and adds those that are not due again. It sleeps as
    /// the wheel allows, or is woken before by something else, or oversleeps.
    @Test(arguments: 0..<20 as Range<UInt64>) func nothingIsEarlyAndNothingLaterThanATick(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var now = Self.start + UInt64.random(in: 0..<Self.tickNanoseconds, using: &generator)
        var wheel = DeadlineWheel(nowNanoseconds: now)
        var waiting: [Int: UInt64] = [:]
        for step in 0..<3000 {
            if step < 2000 {
                let longest: UInt64 =
                    [1_000, 10_000_000, 1_000_000_000, 75_000_000_000, 400_000_000_000]
                    .randomElement(using: &generator) ?? 1
                waiting[step] = now + UInt64.random(in: 0...longest, using: &generator)
                add(step, at: waiting[step] ?? 0, to: &wheel)
            }
            guard let rest = wheel.nanosecondsToNext(from: now) else { break }
            let overslept = UInt64.random(in: 0..<20_000_000, using: &generator)
            let isWoken = step < 2000 && Bool.random(using: &generator)
            now += isWoken ? min(rest, UInt64.random(in: 0...300_000_000, using: &generator)) : rest + overslept
            for entry in wheel.takeDue(nowNanoseconds: now) {
                let number = Int(entry.key.slot)
                guard let deadline = waiting[number] else {
                    Issue.record("seed \(seed): \(number) came twice")
                    return
                }
                if deadline > now {
                    add(number, at: deadline, to: &wheel)
                } else {
                    #expect(now - deadline <= Self.tickNanoseconds + 20_000_000, "seed \(seed)")
                    waiting[number] = nil
                }
            }
            let late = waiting.values.filter { $0 + Self.tickNanoseconds + 20_000_000 < now }
            #expect(late.isEmpty, "seed \(seed)")
        }
        #expect(waiting.isEmpty, "seed \(seed)")
    }
}

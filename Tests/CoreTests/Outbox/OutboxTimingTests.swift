import Core
import Kit
import TestSupport
import Testing

struct OutboxTimingTests {
    @Test func pausesDoubleUpToAMinute() {
        let clock = ManualClock()
        let start = clock.now.milliseconds
        let middle = (1...9).map { BackOff.next(attempts: $0, now: clock.now, random: 0.5).milliseconds - start }
        #expect(middle == [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
        #expect(BackOff.next(attempts: 3, now: clock.now, random: 0).milliseconds - start == 3000)
        #expect(BackOff.next(attempts: 3, now: clock.now, random: 0.999).milliseconds - start < 5000)
        #expect(BackOff.next(attempts: .max, now: clock.now, random: 0.999).milliseconds - start == 60_000)
    }

    @Test func fiveFailuresInARowTakeAProviderDownAndOneAnswerBringsItBack() {
        let clock = ManualClock()
        var health = ProviderHealth()
        for _ in 0..<4 { #expect(health.noteFailure(now: clock.now, random: 0.5) == nil) }
        #expect(health.noteAnswer() == nil)
        for _ in 0..<4 { #expect(health.noteFailure(now: clock.now, random: 0.5) == nil) }
        #expect(health.allowance(inFlightLimit: 8, now: clock.now) == 8)
        #expect(health.noteFailure(now: clock.now, random: 0.5) == .wentDown)
        #expect(health.noteFailure(now: clock.now, random: 0.5) == nil, "said once")
        #expect(health.noteAnswer() == .cameUp)
        #expect(health.allowance(inFlightLimit: 8, now: clock.now) == 8)
    }

    @Test func aProviderThatIsDownGetsOneProbeAtIntervalsThatGrowToTenSeconds() {
        let clock = ManualClock()
        var health = ProviderHealth()
        for _ in 0..<5 { _ = health.noteFailure(now: clock.now, random: 0.5) }
        var pauses: [Int] = []
        for _ in 0..<8 {
            var seconds = 0
            while health.allowance(inFlightLimit: 8, now: clock.now) == 0 {
                clock.advance(seconds: 1)
                seconds += 1
            }
            #expect(health.allowance(inFlightLimit: 8, now: clock.now) == 1)
            pauses.append(seconds)
            _ = health.noteFailure(now: clock.now, random: 0.5)
        }
        #expect(pauses == [1, 2, 4, 8, 10, 10, 10, 10])
    }
}

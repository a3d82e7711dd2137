import Core
import Testing

struct OutboxTimingTests {
    @Test func pausesDoubleUpToAMinute() {
        let middle = (1...9).map { BackOff.pauseMilliseconds(attempts: $0, random: 0.5) }
        #expect(middle == [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
        #expect(BackOff.pauseMilliseconds(attempts: 3, random: 0) == 3000)
        #expect(BackOff.pauseMilliseconds(attempts: 3, random: 0.999) < 5000)
        #expect(BackOff.pauseMilliseconds(attempts: .max, random: 0.999) == 60_000)
    }

    @Test func fiveFailuresInARowTakeAProviderDownAndOneAnswerBringsItBack() {
        var health = ProviderHealth()
        for _ in 0..<4 { #expect(health.noteFailure(nowNanoseconds: 0, random: 0.5) == nil) }
        #expect(health.noteAnswer() == nil)
        for _ in 0..<4 { #expect(health.noteFailure(nowNanoseconds: 0, random: 0.5) == nil) }
        #expect(health.allowance(inFlightLimit: 8, nowNanoseconds: 0) == 8)
        #expect(health.noteFailure(nowNanoseconds: 0, random: 0.5) == .wentDown)
        #expect(health.noteFailure(nowNanoseconds: 0, random: 0.5) == nil, "said once")
        #expect(health.noteAnswer() == .cameUp)
        #expect(health.allowance(inFlightLimit: 8, nowNanoseconds: 0) == 8)
    }

    @Test func aProviderThatIsDownGetsOneProbeAtIntervalsThatGrowToTenSeconds() {
        var now: UInt64 = 0
        var health = ProviderHealth()
        for _ in 0..<5 { _ = health.noteFailure(nowNanoseconds: now, random: 0.5) }
        var pauses: [Int] = []
        for _ in 0..<8 {
            var seconds = 0
            while health.allowance(inFlightLimit: 8, nowNanoseconds: now) == 0 {
                now += 1_000_000_000
                seconds += 1
            }
            #expect(health.allowance(inFlightLimit: 8, nowNanoseconds: now) == 1)
            pauses.append(seconds)
            _ = health.noteFailure(nowNanoseconds: now, random: 0.5)
        }
        #expect(pauses == [1, 2, 4, 8, 10, 10, 10, 10])
    }
}

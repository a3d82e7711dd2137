@testable import Core
import Testing

struct LookScheduleTests {
    private static let millisecond: UInt64 = 1_000_000
    private static let second = 1000 * millisecond

    private func schedule(isWatching: Bool = true) -> LookSchedule {
        LookSchedule(LookSchedule.Pauses(isWatching: isWatching), now: 0)
    }

    /// The moments of the next looks, in milliseconds, when nothing happens.
    private func looks(_ schedule: inout LookSchedule, _ count: Int) -> [UInt64] {
        (0..<count).map { _ in
            let moment = schedule.nextLook
            let answers = [schedule.look(now: moment - 1), schedule.look(now: moment)]
            #expect(answers == [false, true])
            return moment / Self.millisecond
        }
    }

    @Test func whenWritesAreToldItLooksOnceASecondElseTwiceASecond() {
        var watching = schedule()
        #expect(looks(&watching, 3) == [1000, 2000, 3000])
        var polling = schedule(isWatching: false)
        #expect(looks(&polling, 3) == [500, 1000, 1500])
    }

    @Test func whoAsksIsLookedForAtOnceButNotTwiceInTenMilliseconds() {
        var schedule = schedule()
        let now = 100 * Self.millisecond
        schedule.asked()
        let isDue = schedule.look(now: now)
        #expect(isDue)
        schedule.asked()
        schedule.asked()
        #expect(schedule.nextLook == now + 10 * Self.millisecond)
        #expect(looks(&schedule, 2) == [110, 1110])
    }

    @Test func afterAWriteItLooksAtOnceThenLessAndLessOften() {
        var schedule = schedule()
        #expect(looks(&schedule, 1) == [1000])
        schedule.written()
        #expect(looks(&schedule, 10) == [1010, 1020, 1040, 1080, 1160, 1320, 1640, 2280, 3280, 4280])
    }

    @Test func anotherWriteBringsItBack() {
        var schedule = schedule()
        schedule.written()
        #expect(looks(&schedule, 4) == [10, 20, 40, 80])
        schedule.written()
        #expect(looks(&schedule, 3) == [90, 100, 120])
    }

    @Test func lastUsesAreWrittenDownOnceInFiveSeconds() {
        var schedule = schedule()
        let moments = [5 * Self.second - 1, 6 * Self.second, 11 * Self.second - 1, 11 * Self.second]
        #expect(moments.map { schedule.flush(now: $0) } == [false, true, false, true])
    }
}

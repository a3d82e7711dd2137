import Core
import Testing

struct StoreGatheringTests {
    private var gathering = WriteGathering(jobsPerCommit: 100)

    @Test mutating func asManyAreExpectedAsWereAboutLately() {
        #expect(gathering.expectedJobs == 1)
        gathering.noteBatch(jobCount: 40, queuedCount: 24, nanoseconds: 4_000_000)
        #expect(gathering.expectedJobs == 64)
        #expect(gathering.pauseMicroseconds == 2_000)
        gathering.notePause(haveCome: true)
        #expect(gathering.expectedJobs == 1)
    }

    @Test mutating func noMoreAreExpectedThanACommitTakes() {
        gathering.noteBatch(jobCount: 100, queuedCount: 5_000, nanoseconds: 4_000_000)
        #expect(gathering.expectedJobs == 100)
    }

    @Test mutating func aSingleClientIsNotKeptWaiting() {
        gathering.noteBatch(jobCount: 1, queuedCount: 0, nanoseconds: 4_000_000)
        #expect(gathering.expectedJobs == 1)
    }

    @Test mutating func afterAPauseInVainFewerAreExpected() {
        gathering.noteBatch(jobCount: 40, queuedCount: 24, nanoseconds: 4_000_000)
        gathering.notePause(haveCome: false)
        gathering.noteBatch(jobCount: 24, queuedCount: 10, nanoseconds: 4_000_000)
        #expect(gathering.expectedJobs == 24)
        gathering.noteBatch(jobCount: 24, queuedCount: 10, nanoseconds: 4_000_000)
        #expect(gathering.expectedJobs == 34)
    }

    @Test mutating func aFastDiskIsNotWaitedForAndASlowOneNotForLong() {
        gathering.noteBatch(jobCount: 64, queuedCount: 0, nanoseconds: 90_000)
        #expect(gathering.expectedJobs == 1)
        gathering.noteBatch(jobCount: 64, queuedCount: 0, nanoseconds: 1_000_000_000)
        #expect(gathering.expectedJobs == 64)
        #expect(gathering.pauseMicroseconds == 5_000)
    }
}

@testable import Core
import Testing

struct BodyPatienceTests {
    private let patience = BodyPatience(stallMilliseconds: 10_000)

    @Test func aStallIsWaitedOutAtTheBeginning() {
        #expect(patience.nextMilliseconds(elapsedMilliseconds: 0, bytesIn: 0) == 10_000)
        #expect(patience.nextMilliseconds(elapsedMilliseconds: 20_000, bytesIn: 0) == 10_000)
    }

    @Test func lessAndLessIsWaitedForWhatTrickles() {
        #expect(patience.nextMilliseconds(elapsedMilliseconds: 25_000, bytesIn: 100) == 5_100)
        #expect(patience.nextMilliseconds(elapsedMilliseconds: 30_099, bytesIn: 100) == 1)
        #expect(patience.nextMilliseconds(elapsedMilliseconds: 30_100, bytesIn: 100) == 0)
        #expect(patience.nextMilliseconds(elapsedMilliseconds: 90_000, bytesIn: 100) == 0)
    }

    @Test func aByteAMillisecondIsEnough() {
        for seconds in 0...600 {
            let elapsed = seconds * 1000
            #expect(patience.nextMilliseconds(elapsedMilliseconds: elapsed, bytesIn: elapsed) == 10_000)
        }
    }

    /// One byte every so often.
    @Test(arguments: [2, 40, 1_000, 9_999]) func aTrickleEndsWithinTwoGraces(paceMilliseconds: Int) {
        var elapsed = 0
        var bytesIn = 200
        while elapsed < 600_000,
            patience.nextMilliseconds(elapsedMilliseconds: elapsed, bytesIn: bytesIn) >= paceMilliseconds
        {
            elapsed += paceMilliseconds
            bytesIn += 1
        }
        #expect(elapsed >= 20_000)
        #expect(elapsed <= 61_000)
    }

    @Test func aLongStallThatIsAllowedIsAllowed() {
        let patience = BodyPatience(stallMilliseconds: 120_000)
        #expect(patience.nextMilliseconds(elapsedMilliseconds: 1_000, bytesIn: 10) == 119_010)
    }
}

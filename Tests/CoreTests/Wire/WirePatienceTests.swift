@testable import Core
import Testing

struct WirePatienceTests {
    private let patience = WirePatience(headMilliseconds: 1, contentMilliseconds: 10_000, idleMilliseconds: 1)

    private func next(_ patience: WirePatience, _ elapsedMilliseconds: Int, _ bytesIn: Int) -> Int {
        Int(patience.content(elapsedNanoseconds: UInt64(elapsedMilliseconds) * 1_000_000, bytesIn: bytesIn))
            / 1_000_000
    }

    @Test func aStallIsWaitedOutAtTheBeginning() {
        #expect(next(patience, 0, 0) == 10_000)
        #expect(next(patience, 20_000, 0) == 10_000)
    }

    @Test func lessAndLessIsWaitedForWhatTrickles() {
        #expect(next(patience, 25_000, 100) == 5_100)
        #expect(next(patience, 30_099, 100) == 1)
        #expect(next(patience, 30_100, 100) == 0)
        #expect(next(patience, 90_000, 100) == 0)
    }

    @Test func aByteAMillisecondIsEnough() {
        for seconds in 0...600 {
            let elapsed = seconds * 1000
            #expect(next(patience, elapsed, elapsed) == 10_000)
        }
    }

    /// One byte every so often.
    @Test(arguments: [2, 40, 1_000, 9_999]) func aTrickleEndsWithinTwoGraces(paceMilliseconds: Int) {
        var elapsed = 0
        var bytesIn = 200
        while elapsed < 600_000,
            next(patience, elapsed, bytesIn) >= paceMilliseconds
        {
            elapsed += paceMilliseconds
            bytesIn += 1
        }
        #expect(elapsed >= 20_000)
        #expect(elapsed <= 61_000)
    }

    @Test func aLongStallThatIsAllowedIsAllowed() {
        let patience = WirePatience(headMilliseconds: 1, contentMilliseconds: 120_000, idleMilliseconds: 1)
        #expect(next(patience, 1_000, 10) == 119_010)
    }
}

import Core
import TestSupport
import Testing

struct OutboxStopTests {
    @Test func aDeliveryThatIsOnItsWayIsLetEndAndNoOtherIsBegun() throws {
        let provider = try ProviderDouble { _, _ in .held(200) }
        let site = try OutboxSite(provider.url, inFlight: 1)
        site.add(3)
        #expect(provider.eventually { $0.requests.count == 1 })
        site.beginStop()
        site.turn()
        provider.release()
        site.stop()
        #expect(try site.count(state: 2) == 1 && site.count(state: 1) == 2)
        #expect(provider.requests.count == 1)
        provider.stop()
    }

    @Test func aDeliveryThatDoesNotEndInTwoSecondsIsMadeAgainAtTheNextStart() throws {
        let provider = try ProviderDouble { _, index in index == 0 ? .hang : .status(200) }
        let first = try OutboxSite(provider.url, timeoutMilliseconds: 60_000)
        first.add()
        #expect(provider.eventually { $0.requests.count == 1 })
        first.beginStop()
        first.turn()
        first.clock.advance(seconds: 2)
        first.wakeUp()
        first.stop()
        #expect(try first.count(state: 1) == 1 && first.attemptCount() == 0)
        let second = try OutboxSite(provider.url, folder: first.folder)
        #expect(try second.eventually { try second.count(state: 2) == 1 })
        #expect(Set(provider.requests.map { $0.field("idempotency-key") }).count == 1)
        provider.stop()
    }
}

import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct OutboxDeskTests {
    private func desk(_ site: OutboxSite) throws -> OutboxDesk {
        try #require(try OutboxDesk.open("test", directory: site.folder.path, mode: .readWrite, report: { _ in }))
    }

    @Test func secretValuesAreMaskedWhereverTheyStand() throws {
        let body = #"{"code":"4711","a":[{"code":{"x":1}},{"n":"code"}],"b":2}"#
        #expect(
            DeliveryRecord.masked(Array(body.utf8), ["code"])
                == #"{"code":"****","a":[{"code":"****"},{"n":"code"}],"b":2}"#)
        #expect(DeliveryRecord.masked(Array(body.utf8), []) == body)
        #expect(DeliveryRecord.masked(Array("4711 no JSON".utf8), []) == #""****""#)
    }

    @Test func whatTheDeliveryCallsSecretIsKeptWithItsRow() throws {
        let site = try OutboxSite(nil)
        site.add()
        let record = try #require(try desk(site).record(1))
        #expect(record.maskedBody == #"{"phone":"key0","code":"****","number":0}"#)
        #expect(record.state == .delivered)
    }

    @Test func aDeadLetterThatIsRetriedIsDeliveredWithinASecond() throws {
        let provider = try ProviderDouble { _, index in .status(index == 0 ? 422 : 200) }
        let site = try OutboxSite(provider.url)
        site.add(deadline: site.clock.now.adding(seconds: 60))
        #expect(try site.eventually { try site.count(state: 3) == 1 })
        #expect(try desk(site).ids(.dead, limit: 9) == [1])
        try desk(site).retry([1], now: site.clock.now)
        site.advance(milliseconds: 1000)
        #expect(try site.eventually { try site.count(state: 2) == 1 })
        #expect(throws: OutboxDesk.Refusal.isDelivered(1)) { try desk(site).retry([1], now: site.clock.now) }
        provider.stop()
    }

    @Test func aRetryGoesThroughThoughTheProviderIsDown() throws {
        let provider = try ProviderDouble(isDown: true)
        let site = try OutboxSite(provider.url)
        site.add(40)
        // By now the pause between probes is some seconds long.
        #expect(try site.pass { try site.attemptCount() >= 10 })
        provider.comeUp()
        try desk(site).retry([40], now: site.clock.now)
        site.advance(milliseconds: 1000)
        #expect(provider.eventually { $0.answered.first?.body.contains("\"number\":39") == true })
        #expect(try site.pass { try site.count(state: 2) == 40 })
        provider.stop()
    }

    @Test func whenTheFirstOfItsKeyIsDroppedTheNextIsMade() throws {
        let provider = try ProviderDouble { request, _ in
            .status(request.body.contains("\"number\":0}") ? 500 : 200)
        }
        let site = try OutboxSite(provider.url)
        site.add(2, key: { _ in "same" })
        #expect(try site.eventually { try site.attemptCount() >= 1 })
        #expect(try desk(site).ids(.waiting, limit: 9) == [1, 2])
        #expect(throws: OutboxDesk.Refusal.unknown(9)) { try desk(site).drop([1, 9]) }
        #expect(try desk(site).ids(.waiting, limit: 9) == [1, 2], "all or none")
        try desk(site).drop([1])
        site.advance(milliseconds: 1000)
        #expect(try site.eventually { try site.count(state: 2) == 1 })
        #expect(try desk(site).ids(.delivered, limit: 9) == [2])
        provider.stop()
    }

    @Test func aFileWithoutAnOutboxHasNoDesk() throws {
        let fixture = try StoreFixture()
        #expect(try OutboxDesk.open("test", directory: fixture.directory, mode: .readOnly, report: { _ in }) == nil)
        #expect(try OutboxDesk.open("none", directory: fixture.directory, mode: .readOnly, report: { _ in }) == nil)
    }
}

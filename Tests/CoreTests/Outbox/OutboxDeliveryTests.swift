import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct OutboxDeliveryTests {
    @Test func aCommittedDeliveryIsPosted() throws {
        let provider = try ProviderDouble()
        let site = try OutboxSite(provider.url, headers: [ProviderHeader(name: "X-Key", value: Array("s3".utf8))])
        site.add()
        #expect(try site.eventually { try site.count(state: 2) == 1 })
        let request = try #require(provider.answered.first)
        #expect(request.head.hasPrefix("POST /deliveries?v=2 HTTP/1.1\r\n"))
        #expect(request.body == #"{"phone":"key0","code":"4711","number":0}"#)
        #expect(request.field("Idempotency-Key")?.count == 32)
        #expect(request.field("X-Key") == "s3")
        #expect(request.field("User-Agent") == "gateway/\(Version.current)" && request.field("Accept") == "*/*")
        #expect(request.field("Host") == "127.0.0.1:\(provider.port)")
        provider.stop()
    }

    @Test func theSettingsMaySayWhoAsks() throws {
        let provider = try ProviderDouble()
        let header = ProviderHeader(name: "user-agent", value: Array("own/1".utf8))
        let site = try OutboxSite(provider.url, headers: [header])
        site.add()
        #expect(try site.eventually { try site.count(state: 2) == 1 })
        let request = try #require(provider.answered.first)
        #expect(request.head.lowercased().components(separatedBy: "\r\nuser-agent: ").count == 2)
        #expect(request.field("User-Agent") == "own/1" && request.field("Accept") == "*/*")
        provider.stop()
    }

    @Test func aCommitWakesTheWorkerThoughNoTimePasses() throws {
        let provider = try ProviderDouble()
        let site = try OutboxSite(provider.url)
        // The look at the start is over.
        site.turn()
        for first in 0..<3 {
            site.add(first: first)
            #expect(try site.eventually { try site.count(state: 2) == first + 1 })
        }
        provider.stop()
    }

    @Test func whatWasAddedBeforeTheClockWasSetBackIsDeliveredToo() throws {
        let provider = try ProviderDouble()
        let site = try OutboxSite(provider.url)
        site.add(key: { _ in "a" }, aheadSeconds: 86_400)
        site.add(key: { _ in "b" }, first: 1)
        #expect(try site.eventually { try site.count(state: 2) == 2 })
        #expect(provider.requests.count == 2)
        provider.stop()
    }

    /// A key's rows are looked through by an index: a row that waits behind thousands of its key costs no more.
    @Test func atMostOneRowOfAKeyIsReady() throws {
        let site = try OutboxSite("http://127.0.0.1:9/")
        site.add(3, key: { _ in "a" })
        #expect(try site.count(state: 1) == 1)
        let database = try Database(path: site.store.path, mode: .readWrite) { _ in }
        #expect(throws: DatabaseError.self) { try database.run("UPDATE outbox SET state = 1") }
    }

    @Test func deliveriesOfAKeyAreMadeInOrderAndOneAfterTheOther() throws {
        let provider = try ProviderDouble { _, index in index % 7 == 3 ? .status(500) : .status(200) }
        let site = try OutboxSite(provider.url)
        site.add(40, key: { "key\($0 % 4)" })
        #expect(try site.pass { try site.count(state: 2) == 40 })
        var last: [String: Int] = [:]
        for request in provider.answered {
            let number = try #require(Int(request.body.split(separator: ":").last?.dropLast() ?? ""))
            let key = "key\(number % 4)"
            #expect(number > last[key] ?? -1)
            last[key] = number
        }
        provider.stop()
    }

    @Test func noMoreThanTheLimitAreInFlight() throws {
        let provider = try ProviderDouble { _, _ in .held(200) }
        let site = try OutboxSite(provider.url, inFlight: 3)
        site.add(30)
        #expect(provider.eventually { $0.requests.count == 3 })
        site.turn()
        #expect(site.inFlightCount == 3)
        provider.release()
        #expect(try site.eventually { try site.count(state: 2) == 30 })
        #expect(provider.mostInFlight == 3)
        #expect(provider.connectionCount <= 3, "connections are kept")
        provider.stop()
    }

    @Test(arguments: [
        (ProviderDouble.Reply.status(500), "answered 500"), (.status(302), "answered 302"),
        (.status(401), "answered 401"), (.status(408), "answered 408"), (.status(425), "answered 425"),
        (.status(101), "reading the answer: it switches"),
        (.bytes("garbage\r\n\r\n"), "reading the answer: it does not begin"),
        (.close, "waiting for the answer: the provider closed"), (.hang, "waiting for the answer: it took too long"),
        (.bytes("HTTP/1.1 200 O"), "reading the answer: the provider closed"),
    ])
    func aDeliveryThatFailsIsRepeatedWithTheSameIdempotencyKey(_ first: ProviderDouble.Reply, _ error: String) throws {
        let provider = try ProviderDouble { _, index in index == 0 ? first : .status(200) }
        let site = try OutboxSite(provider.url, timeoutMilliseconds: 200)
        site.add()
        if error.hasSuffix("it took too long") {
            // What the provider says has come, if it says anything.
            #expect(provider.eventually { $0.replyCount == 1 || error.hasPrefix("waiting") && $0.requests.count == 1 })
            site.turn()
            site.advance(milliseconds: 400)
        }
        #expect(try site.eventually { try site.column("SELECT last_error FROM outbox")?.hasPrefix(error) == true })
        let dueAt = try #require(try site.column("SELECT due_at FROM outbox").flatMap { Int64($0) })
        #expect((750...1250).contains(dueAt - site.clock.now.milliseconds), "it backs off")
        #expect(provider.requests.count == 1)
        #expect(try site.pass(atMostSeconds: 3) { try site.count(state: 2) == 1 })
        #expect(provider.requests.count == 2)
        #expect(Set(provider.requests.map { $0.field("idempotency-key") }).count == 1)
        provider.stop()
    }

    @Test(arguments: [400, 409, 422, 499]) func aRefusedDeliveryIsDeadAtOnceAndTheNextOfItsKeyIsMade(_ status: Int)
        throws
    {
        let provider = try ProviderDouble { _, index in .status(index == 0 ? status : 204) }
        let site = try OutboxSite(provider.url)
        site.add(2, key: { _ in "same" })
        #expect(try site.eventually { try site.count(state: 3) == 1 && site.count(state: 2) == 1 })
        #expect(try site.column("SELECT last_error FROM outbox WHERE state = 3") == "refused with \(status)")
        provider.stop()
    }

    @Test func aDeliveryIsDeadWhenItsDeadlineHasPassed() throws {
        let provider = try ProviderDouble { _, _ in .status(503) }
        let site = try OutboxSite(provider.url)
        let deadline = site.clock.now.adding(seconds: 5)
        site.add(2, key: { _ in "same" }, deadline: deadline)
        #expect(try site.pass(atMostSeconds: 4) { try site.attemptCount() > 1 })
        #expect(try site.count(state: 3) == 0)
        #expect(try site.pass(atMostSeconds: 5) { try site.count(state: 3) == 2 })
        let error = try site.column("SELECT last_error FROM outbox WHERE id = 1")
        #expect(error == "its deadline passed; before that: answered 503")
        let finished = try site.column("SELECT min(finished_at) FROM outbox").flatMap { Int64($0) }
        #expect(try #require(finished) >= deadline.milliseconds)
        provider.stop()
    }

    @Test func aConnectionThatTheProviderClosedWhileIdleCostsNoAttempt() throws {
        let provider = try ProviderDouble { _, index in
            index == 0 ? .bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") : .status(200)
        }
        let site = try OutboxSite(provider.url)
        site.add()
        #expect(try site.eventually { try site.count(state: 2) == 1 })
        site.add(first: 1)
        #expect(try site.eventually { try site.count(state: 2) == 2 })
        #expect(try site.column("SELECT max(attempts) FROM outbox") == "1")
        provider.stop()
    }

    /// The provider gives up a kept connection just as the next request is on its way: RFC 9112 §9.3.1 lets it be sent
    /// again, since its key makes it idempotent.
    @Test func aRequestOnAConnectionThatIsClosedInsteadOfAnsweredIsSentAgainAtOnce() throws {
        let provider = try ProviderDouble { _, index in index == 1 ? .close : .status(200) }
        let site = try OutboxSite(provider.url)
        site.add()
        #expect(try site.eventually { try site.count(state: 2) == 1 })
        site.add(first: 1)
        #expect(try site.eventually { try site.count(state: 2) == 2 })
        #expect(try site.column("SELECT max(attempts) FROM outbox") == "1")
        let keys = provider.requests.map { $0.field("Idempotency-Key") }
        #expect(keys.count == 3 && keys[1] == keys[2] && keys[0] != keys[1])
        provider.stop()
    }

    @Test func aHostThatCannotBeLookedUpIsAFailure() throws {
        let site = try OutboxSite("http://nobody.invalid:8080/")
        site.add()
        #expect(try site.eventually { try site.attemptCount() == 1 })
        let error = try site.column("SELECT last_error FROM outbox")
        #expect(error?.hasPrefix("looking up nobody.invalid: ") == true)
    }

    @Test func aProviderThatIsDownIsWarnedOfOnceAndDrainedWhenItIsBack() throws {
        let provider = try ProviderDouble(isDown: true)
        let site = try OutboxSite("http://localhost:\(provider.port)/")
        site.add(500)
        #expect(try site.eventually { try site.attemptCount() >= 5 })
        // Only probes reach it while it is down: those after 1, 2, 4, 8 and 10 seconds or so.
        site.pass(seconds: 30)
        #expect(try site.attemptCount() < 20)
        provider.comeUp()
        #expect(try site.pass { try site.count(state: 2) == 500 })
        site.stop()
        #expect(site.count(event: "outbox.provider_down") == 1)
        #expect(site.count(event: "outbox.provider_up") == 1)
        #expect(site.logText.contains("connecting: Connection refused"))
        provider.stop()
    }

    @Test func anotherReasonWhyAProviderIsDownIsToldToo() throws {
        let provider = try ProviderDouble(isDown: true) { _, _ in .status(401) }
        let site = try OutboxSite("http://localhost:\(provider.port)/")
        site.add(20)
        #expect(try site.eventually { try site.attemptCount() >= 5 })
        provider.comeUp()
        #expect(site.pass { !provider.requests.isEmpty })
        site.stop()
        #expect(site.count(event: "outbox.provider_down") == 2)
        #expect(site.logText.contains("takes no deliveries: answered 401"))
        provider.stop()
    }

    @Test func aDeliveryThatDiesIsWarnedOf() throws {
        let site = try OutboxSite("http://nobody.invalid:8080/")
        site.add(deadline: site.clock.now.adding(seconds: 2))
        #expect(try site.pass { try site.count(state: 3) == 1 })
        site.stop()
        #expect(site.count(event: "outbox.dead_letter") == 1)
        #expect(site.logText.contains("/1 of calls is dead: its deadline passed; `gateway outbox list --state dead`"))
    }

    @Test func withoutAProviderADeliveryIsInTheJournalWithItsCommit() throws {
        let site = try OutboxSite(nil)
        site.add(3)
        #expect(try site.count(state: 2) == 3)
        #expect(try site.column("SELECT body FROM outbox WHERE id = 1")?.contains("4711") == true)
    }

    @Test func rowsOfAProviderThatIsGoneFromTheConfigGoToTheJournal() throws {
        let folder = ScratchDirectory()
        let first = try OutboxSite("http://127.0.0.1:1/", folder: folder)
        first.add(3)
        first.stop()
        let second = try OutboxSite(nil, folder: folder)
        #expect(try second.eventually { try second.count(state: 2) == 3 })
    }

    @Test func aRowThatIsRolledBackIsNeverSent() throws {
        let provider = try ProviderDouble()
        let site = try OutboxSite(provider.url)
        let answer = Answer()
        let channel = site.channel
        _ = site.store.submit(
            WriteJob(
                body: { (store) throws(APIError) in
                    let call = OutboxSite.makeCall(store, Timestamp(milliseconds: 1))
                    try call.outbox.add(Delivery(to: channel, key: "a", body: "no"))
                    throw APIError(.inputInvalid)
                }, completion: answer.set))
        _ = answer.wait()
        site.add(first: 7)
        #expect(try site.eventually { try site.count(state: 2) == 1 })
        #expect(provider.requests.map(\.body) == [#"{"phone":"key7","code":"4711","number":7}"#])
        provider.stop()
    }
}

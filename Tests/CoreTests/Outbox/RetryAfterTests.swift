import Core
import Kit
import TestSupport
import Testing

struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private static let moment = Timestamp(milliseconds: 784_111_777_000)

    @Test(arguments: [
        ("0", RetryAfter.seconds(0)), ("120", .seconds(120)), ("00120", .seconds(120)),
        ("99999999999999999999", .seconds(.max)), ("Sun, 06 Nov 1994 08:49:37 GMT", .moment(moment)),
        ("Sun Nov  6 08:49:37 1994", .moment(moment)), ("Sunday, 06-Nov-94 08:49:37 GMT", .moment(moment)),
        ("Sunday, 06-Nov-50 00:00:00 GMT", .moment(Timestamp(milliseconds: 2_551_305_600_000))),
    ])
    func secondsAndTheThreeFormsOfDatesAreRead(_ value: String, _ expected: RetryAfter) {
        #expect(RetryAfter(value) == expected)
    }

    @Test(arguments: [
        "", "-1", "+1", "1.5", "soon", "1 2", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994", "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 19945 08:49:37 GMT", "\u{664}", ", , , , ,",
    ])
    func whatIsNeitherIsNothing(_ value: String) { #expect(RetryAfter(value) == nil) }

    @Test(arguments: [
        ("Retry-After: 120", RetryAfter.seconds(120)), ("retry-after:\t7 ", .seconds(7)),
        ("Retry-After: soon\r\nRetry-After: 3\r\nRetry-After: 4", .seconds(3)), ("X-Retry-After: 3", nil),
    ])
    func theFirstThatCanBeUnderstoodCounts(_ fields: String, _ expected: RetryAfter?) {
        let interim = "HTTP/1.1 100 X\r\nRetry-After: 99\r\n\r\n"
        var parser = ResponseParser(contentLimitBytes: 0)
        let text = Array("\(interim)HTTP/1.1 503 X\r\n\(fields)\r\nContent-Length: 0\r\n\r\n".utf8)
        #expect(parser.parse(text.span).event == .headComplete)
        #expect(RetryAfter(in: parser.head) == expected)
    }

    @Test func anHourIsTheLongestPauseAndNowTheShortest() {
        let now = Self.moment
        func pause(_ value: RetryAfter) -> Int64 { value.dueAt(now: now).milliseconds - now.milliseconds }
        #expect(pause(.seconds(7)) == 7000)
        #expect(pause(.seconds(.max)) == 3_600_000)
        #expect(pause(.moment(now.adding(seconds: 9))) == 9000)
        #expect(pause(.moment(now.adding(seconds: 1_000_000))) == 3_600_000)
        #expect(pause(.moment(now.adding(seconds: -9))) == 0)
    }

    @Test func noDeliveryIsTriedBeforeTheMomentNamed() throws {
        let provider = try ProviderDouble { _, index in index == 0 ? .later(429, "3") : .status(200) }
        let site = try OutboxSite(provider.url, inFlight: 1)
        site.add(5)
        #expect(try site.eventually { try site.attemptCount() == 1 })
        site.advance(milliseconds: 2_900)
        #expect(site.inFlightCount == 0 && provider.requests.count == 1, "the others wait too")
        #expect(try site.pass(atMostSeconds: 2) { try site.count(state: 2) == 5 })
        #expect(provider.requests.count == 6)
        site.stop()
        #expect(site.count(event: "outbox.provider_rests") == 1)
        #expect(site.logText.contains("answered 429 and is left alone for 3 s"))
        provider.stop()
    }

    @Test func theRowsNextAttemptIsNotBeforeThatMoment() throws {
        let provider = try ProviderDouble { _, _ in .later(503, "1800") }
        let site = try OutboxSite(provider.url)
        site.add()
        #expect(try site.eventually { try site.attemptCount() == 1 })
        let pause = try site.column("SELECT due_at - created_at FROM outbox").flatMap { Int($0) }
        #expect((1_800_000...1_860_000).contains(try #require(pause)))
        #expect(try site.column("SELECT last_error FROM outbox") == "answered 503")
        provider.stop()
    }

    @Test func aShorterPauseThanTheGatewaysOwnChangesNothing() throws {
        let provider = try ProviderDouble { _, index in index == 0 ? .later(503, "0") : .status(200) }
        let site = try OutboxSite(provider.url)
        site.add()
        #expect(try site.eventually { try site.attemptCount() == 1 })
        let pause = try site.column("SELECT due_at - created_at FROM outbox").flatMap { Int($0) }
        #expect(try #require(pause) >= 750)
        #expect(try site.pass(atMostSeconds: 3) { try site.count(state: 2) == 1 })
        provider.stop()
    }

    @Test func aProviderThatRestsGetsNothingWhateverItAnswersElse() {
        var health = ProviderHealth()
        health.noteRest(untilNanoseconds: 10_000)
        health.noteRest(untilNanoseconds: 5_000)
        _ = health.noteAnswer()
        #expect(health.allowance(inFlightLimit: 8, nowNanoseconds: 9_999) == 0)
        #expect(health.allowance(inFlightLimit: 8, nowNanoseconds: 10_000) == 8)
    }
}

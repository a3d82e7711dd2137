@testable import Core
import Testing

/// What is no request, or too much of one: it is refused once, and nothing is read after it.
struct HTTP1RefusalTests {
    private let next = request("GET /next")

    private static func field(count: Int) -> String { "X: \(String(repeating: "x", count: count))" }

    private func check(
        _ driver: MachineDriver, _ events: [String], _ answer: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(driver.events == events, sourceLocation: sourceLocation)
        #expect(driver.answers == [answer], sourceLocation: sourceLocation)
        #expect(driver.hasEnded && driver.deadlineNanoseconds == nil, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("\n", "bareLineFeed"), ("GET  / HTTP/1.1\r\n", "requestLineMalformed"),
        ("GET / HTTP/1.1\r\n\r\n", "hostMissing"), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "hostRepeated"),
        (request("POST /", "Content-Length: 5", "Transfer-Encoding: chunked"), "contentLengthWithTransferEncoding"),
    ])
    func aHeadThatIsNoneIsRefusedAndNothingIsReadAfterIt(head: String, why: String) {
        let driver = MachineDriver.verified(head + next) {
            $0.send(next)
            $0.end()
            $0.drain()
            $0.pass(milliseconds: 100_000)
        }
        check(driver, ["1 refused \(why)"], "400 close ok")
    }

    @Test func aRequestBehindAGoodOneIsRefusedInItsTurn() {
        let driver = MachineDriver.verified(request("GET /slow") + "\n" + next) {
            #expect($0.events == ["1 GET /slow", "1 end"])
            $0.answer()
        }
        #expect(driver.events.suffix(1) == ["2 refused bareLineFeed"])
        #expect(driver.answers == ["200 ok", "400 close ok"])
        #expect(driver.hasEnded)
    }

    @Test(arguments: ["x", "5\r\nhellox", "-1\r\n", "1\na"]) func contentThatIsNoneIsRefused(content: String) {
        let driver = MachineDriver.verified(request("POST /a", "Transfer-Encoding: chunked", content: content) + next)
        #expect(driver.events.first == "1 POST /a" && driver.events.last?.hasPrefix("1 refused ") == true)
        #expect(driver.answers == ["400 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func contentThatIsAnnouncedTooLongIsRefusedBeforeItComes() {
        let driver = MachineDriver.verified(request("POST /a", "Content-Length: 1001") + next)
        check(driver, ["1 POST /a", "1 refused bodyTooLarge"], "413 close ok")
    }

    @Test func contentMayBeAsLongAsItsLimit() {
        for text in [
            post("/a", String(repeating: "x", count: 1000)),
            post("/a", chunks: [String(repeating: "x", count: 999), "x"]),
        ] {
            let driver = MachineDriver.verified(text + next)
            #expect(driver.answers == ["200 ok", "200 ok"])
        }
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: a\r\n", request("POST /a", "Content-Length: 5", content: "ab")])
    func whatThereIsNoRoomForIsRefused(text: String) {
        let driver = MachineDriver.verified(text) { $0.endRoom() }
        #expect(driver.events.last == "1 refused noRoom")
        #expect(driver.answers == ["503 close ok"])
        #expect(driver.hasEnded)
    }

    @Test(arguments: [request("GET /slow"), request("GET /later")])
    func whatIsUnderWayIsNotGivenUpForWantOfRoom(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.endRoom()
            $0.answer()
        }
        #expect(driver.answers == ["200 ok"])
    }

    @Test(arguments: [["x"], ["x", "y"]]) func chunksAreRefusedAtTheFirstThatGoesBeyond(more: [String]) {
        let content = String(repeating: "x", count: 1000)
        let driver = MachineDriver.verified(post("/a", chunks: [content] + more) + next)
        check(driver, ["1 POST /a", "1 content \(content)", "1 refused bodyTooLarge"], "413 close ok")
    }

    @Test(arguments: [
        ("GET /\(String(repeating: "x", count: 60)) HTTP/1.1\r\n", "requestLineTooLong", 414),
        (request("GET /", field(count: 60)), "fieldTooLong", 431),
        (request("GET /", field(count: 40), field(count: 40), field(count: 40)), "fieldsTooLong", 431),
        (request("GET /", "A:", "B:", "C:", "D:"), "tooManyFields", 431),
    ])
    func aHeadBeyondItsLimitsIsRefused(head: String, why: String, status: Int) {
        let limits = HTTPLimits(requestLineBytes: 40, fieldBytes: 50, headBytes: 120, fieldCount: 4)
        let driver = MachineDriver.verified(head + next, limits: limits)
        check(driver, ["1 refused \(why)"], "\(status) close ok")
    }

    @Test(arguments: [
        "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\r\nX : y\r\n", request("HEAD /", "Content-Length: x"),
    ])
    func theRefusalOfHeadHasNoContentEither(head: String) {
        #expect(MachineDriver.verified(head).answers == ["400 close"])
    }

    @Test func theRefusalOfHeadThatDoesNotComeHasNoContentEither() {
        let driver = MachineDriver.verified("HEAD / HTTP/1.1\r\nHost") { $0.pass(milliseconds: 10_000) }
        #expect(driver.answers == ["408 close"])
    }

    @Test func aRefusalAfterHeadHasContent() {
        let driver = MachineDriver.verified(request("HEAD /a") + "GET / HTTP/1.1\r\n\r\n")
        #expect(driver.answers == ["200", "400 close ok"])
    }
}

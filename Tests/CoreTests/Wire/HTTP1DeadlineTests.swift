@testable import Core
import Testing

/// How long the machine waits, to the millisecond, and what it does then.
struct HTTP1DeadlineTests {
    @Test func aConnectionThatSaysNothingIsClosedWithoutAWord() {
        var driver = MachineDriver()
        driver.pass(milliseconds: 9_999)
        #expect(driver.events.isEmpty && !driver.hasEnded)
        driver.pass(milliseconds: 1)
        #expect(driver.events == ["close"] && driver.hasEnded)
        #expect(driver.output.isEmpty)
    }

    @Test func emptyLinesBeginNoRequest() {
        var driver = MachineDriver()
        driver.pass(milliseconds: 5_000)
        driver.send("\r\n\r\n\r")
        driver.pass(milliseconds: 5_000)
        #expect(driver.events == ["close"])
        #expect(driver.output.isEmpty)
    }

    @Test(arguments: ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r"])
    func aHeadThatDoesNotEndIsRefused(head: String) {
        let driver = MachineDriver.verified(head) {
            $0.pass(milliseconds: 9_999)
            #expect($0.events.isEmpty)
            $0.pass(milliseconds: 1)
        }
        #expect(driver.events == ["1 refused tooSlow"])
        #expect(driver.answers == ["408 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func aHeadIsTimedFromItsFirstByte() {
        var driver = MachineDriver()
        driver.pass(milliseconds: 9_000)
        driver.send("\r\n")
        driver.send("G")
        driver.pass(milliseconds: 9_999)
        #expect(driver.events.isEmpty)
        driver.send("ET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(driver.answers == ["200 ok"])
    }

    @Test func aHeadThatTricklesHasNoMoreTime() {
        var driver = MachineDriver()
        var seconds = 0
        for byte in request("GET /a").utf8 where !driver.hasEnded {
            driver.send([byte])
            driver.pass(milliseconds: 1_000)
            seconds += 1
        }
        #expect(seconds == 10)
        #expect(driver.answers == ["408 close ok"])
    }

    @Test(arguments: [
        request("POST /a", "Content-Length: 5"), request("POST /a", "Content-Length: 5", content: "ab"),
        request("POST /a", "Transfer-Encoding: chunked"),
        request("POST /a", "Transfer-Encoding: chunked", content: "5\r\nab"),
        request("POST /a", "Transfer-Encoding: chunked", content: "2\r\nab\r\n0\r\n"),
    ])
    func contentThatStallsIsRefused(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.pass(milliseconds: 4_999)
            #expect($0.answers.isEmpty)
            $0.pass(milliseconds: 1)
        }
        #expect(driver.events.last == "1 refused tooSlow")
        #expect(driver.answers == ["408 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func everyPieceOfContentGivesMoreTime() {
        var driver = MachineDriver()
        driver.send(request("POST /a", "Content-Length: 5"))
        for _ in 0..<5 {
            driver.pass(milliseconds: 4_999)
            driver.send("x")
        }
        #expect(driver.events == ["1 POST /a", "1 content xxxxx", "1 end"])
        #expect(driver.answers == ["200 ok"])
    }

    @Test func contentThatTricklesEndsAfterAGrace() {
        var driver = MachineDriver()
        let head = request("POST /a", "Content-Length: 1000")
        driver.send(head)
        var milliseconds = 0
        while !driver.hasEnded, milliseconds < 600_000 {
            driver.pass(milliseconds: 500)
            milliseconds += 500
            if !driver.hasEnded { driver.send("x") }
        }
        // Half a minute, and a millisecond for each byte of the request.
        #expect(milliseconds == 30_500)
        #expect(driver.answers == ["408 close ok"])
    }

    @Test func contentThatComesFasterThanAByteAMillisecondMayTakeItsTime() {
        var driver = MachineDriver()
        driver.send(request("POST /early", "Content-Length: 65536"))
        for _ in 0..<64 {
            driver.pass(milliseconds: 1_024)
            driver.send([UInt8](repeating: 0x78, count: 1_024))
        }
        #expect(!driver.hasEnded)
        driver.send(request("GET /b"))
        #expect(driver.answers == ["404 ok", "200 ok"])
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() {
        let driver = MachineDriver.verified(request("GET /a") + "\r\n") {
            $0.pass(milliseconds: 74_999)
            #expect(!$0.hasEnded)
            $0.pass(milliseconds: 1)
        }
        #expect(driver.events == ["1 GET /a", "1 end", "close"])
        #expect(driver.answers == ["200 ok"])
        #expect(driver.hasEnded)
    }

    @Test func idleTimeBeginsWithTheEndOfTheAnswer() {
        var driver = MachineDriver()
        driver.send(request("GET /slow"))
        driver.pass(milliseconds: 100_000)
        driver.answer()
        driver.pass(milliseconds: 74_999)
        #expect(!driver.hasEnded)
        driver.send(request("GET /b"))
        driver.pass(milliseconds: 74_999)
        #expect(!driver.hasEnded && driver.answers == ["200 ok", "200 ok"])
    }

    @Test func aClientIsNotBlamedForTheTimeInWhichItsContentWasNotTaken() {
        var driver = MachineDriver()
        driver.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
        driver.pass(milliseconds: 4_000)
        driver.peerMayGoOn()
        driver.pass(milliseconds: 4_999)
        #expect(!driver.hasEnded)
        driver.pass(milliseconds: 1)
        #expect(driver.answers == ["408 close ok"])
    }

    @Test func idleTimeDoesNotRunWhileTheAnswerIsStillOnItsWay() {
        var driver = MachineDriver()
        driver.send(request("GET /a"))
        driver.pass(milliseconds: 70_000)
        driver.peerMayGoOn()
        driver.pass(milliseconds: 74_999)
        #expect(!driver.hasEnded)
        driver.send("G")
        driver.peerMayGoOn()
        driver.pass(milliseconds: 10_000)
        #expect(driver.answers == ["200 ok", "408 close ok"], "a head gets no more time by it")
    }

    @Test(arguments: [request("GET /slow"), request("GET /later"), post("/later", "hello"), post("/slow", "hello")])
    func nothingIsDueWhileTheGatewayWorks(text: String) {
        let driver = MachineDriver.verified(text) {
            #expect($0.deadlineNanoseconds == nil)
            $0.pass(milliseconds: 100_000_000)
            #expect($0.answers.isEmpty)
            $0.answer()
        }
        #expect(driver.answers == ["200 ok"])
    }

    @Test func contentIsTimedFromTheMomentItIsWanted() {
        var driver = MachineDriver()
        driver.send(request("POST /later", "Content-Length: 5"))
        driver.pass(milliseconds: 20_000)
        driver.readContent()
        driver.pass(milliseconds: 4_999)
        #expect(driver.answers.isEmpty)
        driver.pass(milliseconds: 1)
        #expect(driver.answers == ["408 close ok"])
    }

    @Test(arguments: [
        request("POST /early", "Content-Length: 5", content: "ab"),
        request("POST /early", "Transfer-Encoding: chunked", content: "5\r\nab"),
    ])
    func whatIsDiscardedAndStallsEndsTheConnectionWithoutAnotherWord(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.pass(milliseconds: 4_999)
            #expect(!$0.hasEnded)
            $0.pass(milliseconds: 1)
        }
        #expect(driver.events == ["1 POST /early", "close"])
        #expect(driver.answers == ["404 ok"])
        #expect(driver.hasEnded)
    }

    @Test func anEndedMachineWaitsForNothing() {
        let driver = MachineDriver.verified(request("GET /last")) { $0.pass(milliseconds: 1_000_000) }
        #expect(driver.events == ["1 GET /last", "1 end"])
    }
}

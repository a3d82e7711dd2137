import Testing

/// Requests that are answered before their content has come: the content is discarded, within bounds.
struct HTTP1EarlyAnswerTests {
    private let next = request("GET /next")

    @Test(arguments: [post("/early", "hello"), post("/early", chunks: ["hel", "lo"]), post("/early", chunks: [])])
    func contentThatNobodyWantsIsDiscardedAndTheConnectionKept(text: String) {
        let driver = MachineDriver.verified(text + next)
        #expect(driver.events == ["1 POST /early", "2 GET /next", "2 end"])
        #expect(driver.answers == ["404 ok", "200 ok"])
    }

    @Test(arguments: [0, 1, 65_536]) func uptoThatMuchIsDiscarded(count: Int) {
        let content = String(repeating: "x", count: count)
        for text in [post("/early", content), post("/early", chunks: content.isEmpty ? [] : [content])] {
            var driver = MachineDriver()
            driver.send(text + next, cuts: [text.utf8.count / 2])
            #expect(driver.answers == ["404 ok", "200 ok"])
        }
    }

    @Test func longerContentEndsTheConnectionAndTheAnswerSaysSo() {
        var driver = MachineDriver()
        driver.send(request("POST /early", "Content-Length: 65537"))
        #expect(driver.answers == ["404 close ok"])
        #expect(driver.hasEnded && driver.isOwedContent)
    }

    @Test func itIsKnownWhetherMoreContentIsToCome() {
        let long = String(repeating: "x", count: 1001)
        for owed in [
            request("POST /a", "Content-Length: 1001"), post("/a", chunks: [long]),
            request("POST /early", "Transfer-Encoding: chunked", content: "x"),
            request("POST /early/last", "Content-Length: 5"),
            request("POST /a", "Transfer-Encoding: chunked", content: "x"),
        ] {
            var driver = MachineDriver()
            driver.send(owed)
            #expect(driver.hasEnded && driver.isOwedContent, "\(owed)")
        }
        for complete in [request("GET /early/last"), post("/last", "hello"), post("/early/last", ""), "x\r\n\r\n"] {
            var driver = MachineDriver()
            driver.send(complete)
            #expect(driver.hasEnded && !driver.isOwedContent, "\(complete)")
        }
        var slow = MachineDriver()
        slow.send(request("POST /a", "Content-Length: 5"))
        slow.pass(milliseconds: 5_000)
        #expect(slow.hasEnded && !slow.isOwedContent, "it has had its time")
    }

    @Test func chunksThatComeToMoreEndTheConnectionWithoutAnotherWord() {
        var driver = MachineDriver()
        driver.send(post("/early", chunks: [String(repeating: "x", count: 65_536), "x"]) + next)
        #expect(driver.events == ["1 POST /early"])
        #expect(driver.answers == ["404 ok"])
        #expect(driver.hasEnded)
    }

    @Test(arguments: ["x", "5\r\nhellox", "-1\r\n", "10001\r\n"])
    func chunksThatAreNoneEndTheConnectionWithoutAnotherWord(content: String) {
        let driver = MachineDriver.verified(
            request("POST /early", "Transfer-Encoding: chunked", content: content) + next)
        #expect(driver.events == ["1 POST /early"])
        #expect(driver.answers == ["404 ok"])
        #expect(driver.hasEnded)
    }

    @Test func theGatewayMayAnswerAfterSomeThought() {
        let driver = MachineDriver.verified(post("/later", "hello") + next) { $0.answer(403) }
        #expect(driver.events == ["1 POST /later", "2 GET /next", "2 end"])
        #expect(driver.answers == ["403 ok", "200 ok"])
    }

    /// Whether it sends the content or not: nobody can tell what comes next.
    @Test(arguments: ["Content-Length: 5", "Transfer-Encoding: chunked"])
    func aClientThatWaitsForAnInvitationIsNotKept(framing: String) {
        let driver = MachineDriver.verified(request("POST /early", framing, "Expect: 100-continue") + "hello")
        #expect(driver.answers == ["404 close ok"])
        #expect(driver.hasEnded)
    }

    @Test(arguments: ["X: y", "Content-Length: 0"]) func withoutContentNobodyWaitsForAnInvitation(framing: String) {
        let driver = MachineDriver.verified(request("POST /early", framing, "Expect: 100-continue") + next)
        #expect(driver.answers == ["404 ok", "200 ok"])
    }
}

/// `Expect: 100-continue` (RFC 9110 §10.1.1).
struct HTTP1ExpectationTests {
    private let head = request("POST /a", "Content-Length: 5", "Expect: 100-continue")
    private let late = request("POST /later", "Content-Length: 5", "Expect: 100-continue")

    @Test(arguments: ["Content-Length: 5", "Transfer-Encoding: chunked"])
    func aClientIsInvitedWhenItsContentIsWanted(framing: String) {
        let driver = MachineDriver.verified(request("POST /a", framing, "Expect: 100-CONTINUE"))
        #expect(driver.answers == ["100"])
        #expect(String(decoding: driver.output, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test func theInvitationComesOnceAndTheAnswerAfterTheContent() {
        var driver = MachineDriver()
        driver.send(head)
        driver.send("he")
        driver.send("llo" + request("GET /b"))
        #expect(driver.answers == ["100", "200 ok", "200 ok"])
    }

    @Test func contentThatHasBegunToComeNeedsNoInvitation() {
        var driver = MachineDriver()
        driver.send(head + "h")
        driver.send("ello")
        #expect(driver.answers == ["200 ok"])
    }

    @Test func contentThatComesWhileTheGatewayThinksNeedsNoInvitation() {
        var driver = MachineDriver()
        driver.send(late)
        driver.send("h")
        driver.readContent()
        driver.send("ello")
        #expect(driver.answers == ["200 ok"])
    }

    @Test func afterSomeThoughtAClientIsInvitedToo() {
        var driver = MachineDriver()
        driver.send(late)
        driver.pass(milliseconds: 1_000)
        #expect(driver.answers.isEmpty)
        driver.readContent()
        #expect(driver.answers == ["100"])
    }

    @Test func clientOf10IsNotInvited() {
        let head = "POST /a HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        let driver = MachineDriver.verified(head) {
            #expect($0.output.isEmpty)
            $0.send("hello")
        }
        #expect(driver.answers == ["200 close ok"])
    }

    @Test(arguments: [request("GET /a", "Expect: 100-continue"), post("/a", "", "Expect: 100-continue")])
    func nobodyIsInvitedToSendNothing(text: String) {
        #expect(MachineDriver.verified(text).answers == ["200 ok"])
    }

    @Test func whatWouldBeTooLongIsNotInvited() {
        let driver = MachineDriver.verified(request("POST /a", "Content-Length: 1001", "Expect: 100-continue"))
        #expect(driver.answers == ["413 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func anotherExpectationIsRefused() {
        let driver = MachineDriver.verified(request("POST /a", "Content-Length: 5", "Expect: 200-ok"))
        #expect(driver.answers == ["417 close ok"])
    }
}

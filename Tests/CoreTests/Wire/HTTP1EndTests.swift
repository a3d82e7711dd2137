import Testing

/// A client that ends its side of the connection (RFC 9112 §9.6), at whatever moment: what it asked for is answered.
struct HTTP1HalfCloseTests {
    @Test(arguments: ["", "\r\n", "\r", request("GET /a"), post("/a", "hello"), post("/early", "hello")])
    func anEndBetweenTwoRequestsClosesWithoutAWord(text: String) {
        let driver = MachineDriver.verified(text) { $0.end() }
        #expect(driver.events.last == "close")
        #expect(driver.answers.count == (text.count > 2 ? 1 : 0))
        #expect(driver.hasEnded)
    }

    @Test(arguments: [
        "G", "GET /a HTTP/1.1\r\n", "GET /a HTTP/1.1\r\nHost: a\r\n\r", "\r\nG",
        request("POST /a", "Content-Length: 5"), request("POST /a", "Content-Length: 5", content: "hell"),
        request("POST /a", "Transfer-Encoding: chunked", content: "5\r\nhello\r\n0\r\n"),
    ])
    func whoEndsInTheMidstOfARequestIsGone(text: String) {
        let driver = MachineDriver.verified(text) { $0.end() }
        #expect(driver.events.last == "1 gone")
        #expect(driver.answers.isEmpty)
        #expect(driver.hasEnded)
    }

    @Test(arguments: [request("GET /slow"), post("/slow", "hello"), post("/slow", chunks: ["hello"])])
    func aWholeRequestIsAnsweredAndTheConnectionEnds(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.end()
            #expect($0.events.last == "1 end")
            $0.answer()
        }
        #expect(driver.answers == ["200 close ok"])
        #expect(driver.hasEnded)
    }

    @Test(arguments: [request("GET /later"), post("/later", "hello"), request("HEAD /later")])
    func anEndWhileTheGatewayThinksOfTheHeadIsNoHaste(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.end()
            $0.readContent()
        }
        #expect(driver.events.contains("1 end") && driver.answers.count == 1)
        #expect(driver.hasEnded)
    }

    @Test func contentThatIsWantedAndWillNotComeIsMissed() {
        let driver = MachineDriver.verified(request("POST /later", "Content-Length: 5", content: "hell")) {
            $0.end()
            #expect($0.events == ["1 POST /later"])
            $0.readContent()
        }
        #expect(driver.events.suffix(2) == ["1 content hell", "1 gone"])
        #expect(driver.answers.isEmpty)
    }

    @Test func contentThatIsNotWantedIsNotMissed() {
        let driver = MachineDriver.verified(request("POST /later", "Content-Length: 5", content: "hell")) {
            $0.end()
            $0.answer(403)
        }
        #expect(driver.events == ["1 POST /later", "close"])
        #expect(driver.answers == ["403 ok"])
    }

    @Test func allRequestsThatWereSentBeforeTheEndAreAnswered() {
        let driver = MachineDriver.verified(request("GET /slow") + request("GET /b") + request("GET /later/slow")) {
            $0.end()
            $0.answer()
            $0.readContent()
            $0.answer()
        }
        #expect(driver.events.suffix(3) == ["2 end", "3 GET /later/slow", "3 end"])
        #expect(driver.answers == ["200 ok", "200 ok", "200 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func aWholeRequestBeforeAHalfOneIsAnswered() {
        let driver = MachineDriver.verified(request("GET /slow") + "GET /b") {
            $0.end()
            #expect($0.events == ["1 GET /slow", "1 end"])
            $0.answer()
        }
        #expect(driver.answers == ["200 ok"])
        #expect(driver.events.last == "2 gone")
    }

    @Test func whereverTheStreamEndsTheWholeRequestsAreAnswered() {
        let requests = [
            request("GET /a"), post("/b", "hello"), post("/early", chunks: ["ab", "c"]), request("GET /d"),
        ]
        let text = requests.joined()
        let ends = requests.indices.map { requests[...$0].joined().utf8.count }
        for cut in 0...text.utf8.count {
            var driver = MachineDriver()
            driver.send(text.utf8.prefix(cut))
            driver.end()
            let whole = ends.filter { $0 <= cut }.count
            // The third is answered when its head has come.
            let isDiscarding = whole == 2 && driver.answers.count == 3
            #expect(driver.answers.count == whole + (isDiscarding ? 1 : 0))
            let isBetween = cut == 0 || ends.contains(cut) || isDiscarding
            #expect(driver.events.last == (isBetween ? "close" : "\(whole + 1) gone"), "\(cut)")
            #expect(driver.hasEnded)
        }
    }

    @Test func theEndIsNoNewsToAnEndedMachine() {
        let driver = MachineDriver.verified(request("GET /last")) { $0.end() }
        #expect(driver.events == ["1 GET /last", "1 end"])
        let refused = MachineDriver.verified("\n") { $0.end() }
        #expect(refused.events == ["1 refused bareLineFeed"])
    }
}

/// A gateway that stops, at whatever moment: what is in flight is finished, nothing new is begun.
struct HTTP1DrainTests {
    @Test(arguments: [request("GET /a"), post("/early", "hello")])
    func aConnectionBetweenTwoRequestsIsClosed(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.drain()
            #expect(!$0.hasEnded && $0.deadlineNanoseconds == 0)
            $0.pass(milliseconds: 0)
        }
        #expect(driver.events.last == "close")
        #expect(driver.hasEnded)
    }

    /// It was in flight when the gateway was stopped.
    @Test(arguments: [request("GET /a"), post("/early", "hello")])
    func aRequestThatHasComeByThenIsAnswered(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.drain()
            $0.send(request("GET /b") + request("GET /c"))
        }
        #expect(driver.answers.dropFirst() == ["200 close ok"])
        #expect(driver.hasEnded)
    }

    @Test(arguments: ["", "\r\n"]) func aClientThatHasOnlyJustComeIsAnsweredOnce(text: String) {
        let driver = MachineDriver.verified(text) {
            $0.drain()
            $0.pass(milliseconds: 9_999)
            $0.send(request("GET /a") + request("GET /b"))
        }
        #expect(driver.events == ["1 GET /a", "1 end"])
        #expect(driver.answers == ["200 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func aClientThatHasOnlyJustComeAndSaysNothingIsClosedInItsTime() {
        var driver = MachineDriver()
        driver.drain()
        driver.pass(milliseconds: 10_000)
        #expect(driver.events == ["close"])
    }

    @Test func aRequestThatHasBegunIsReadToItsEndAndAnswered() {
        let texts = [request("GET /a"), post("/a", "hello"), post("/a", chunks: ["h", "i"]), post("/early", "hello")]
        for text in texts {
            for cut in 1..<text.utf8.count {
                var driver = MachineDriver()
                driver.send(text.utf8.prefix(cut))
                let wasAnswered = driver.answers.count == 1
                driver.drain()
                driver.send(text.utf8.dropFirst(cut))
                driver.pass(milliseconds: 0)
                #expect(driver.answers.map { $0.dropFirst(4) } == [wasAnswered ? "ok" : "close ok"], "\(cut)")
                #expect(driver.hasEnded)
            }
        }
    }

    @Test(arguments: [request("GET /slow"), post("/slow", "hello")])
    func anAnswerThatIsWaitedForIsTheLast(text: String) {
        let driver = MachineDriver.verified(text + request("GET /next")) {
            $0.drain()
            #expect(!$0.hasEnded)
            $0.answer()
        }
        #expect(driver.events.last == "1 end")
        #expect(driver.answers == ["200 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func aHeadThatTheGatewayThinksOfIsFollowedByItsContent() {
        let driver = MachineDriver.verified(post("/later", "hello")) {
            $0.drain()
            $0.readContent()
        }
        #expect(driver.events == ["1 POST /later", "1 content hello", "1 end"])
        #expect(driver.answers == ["200 close ok"])
    }

    @Test func contentThatNobodyWantsIsNotWaitedFor() {
        let driver = MachineDriver.verified(request("POST /early", "Content-Length: 5", content: "he")) { $0.drain() }
        #expect(driver.events == ["1 POST /early"])
        #expect(driver.answers == ["404 ok"])
        #expect(driver.hasEnded && !driver.isOwedContent && driver.deadlineNanoseconds == nil)
    }

    @Test func theDeadlinesHoldAsBefore() {
        for text in ["GET /a", request("POST /a", "Content-Length: 5", content: "he")] {
            let driver = MachineDriver.verified(text) {
                $0.drain()
                $0.pass(milliseconds: 10_000)
            }
            #expect(driver.answers == ["408 close ok"])
            #expect(driver.hasEnded)
        }
    }
}

import Foundation
import Testing

/// Requests and their answers on a connection where nothing goes wrong (RFC 9112 §6, §9).
struct HTTP1MachineTests {
    @Test func aRequestIsToldInItsParts() {
        let driver = MachineDriver.verified(post("/a", "hello"))
        #expect(driver.events == ["1 POST /a", "1 content hello", "1 end"])
        #expect(driver.answers == ["200 ok"])
        #expect(driver.bytesIn == [post("/a", "hello").utf8.count])
        #expect(!driver.hasEnded)
    }

    @Test func chunksAreOneContent() {
        let driver = MachineDriver.verified(post("/a", chunks: ["hel", "lo, ", "world"]))
        #expect(driver.events == ["1 POST /a", "1 content hello, world", "1 end"])
        #expect(driver.answers == ["200 ok"])
    }

    @Test(arguments: [request("GET /a"), request("POST /a", "Content-Length: 0"), post("/a", chunks: [])])
    func aRequestWithoutContentEndsWithItsHead(text: String) {
        let driver = MachineDriver.verified(text)
        #expect(driver.events.count == 2 && driver.events[1] == "1 end")
        #expect(driver.answers == ["200 ok"])
    }

    @Test func pipelinedRequestsAreAnsweredOnceEachAndInOrder() {
        let driver = MachineDriver.verified(
            request("GET /a") + post("/b/early", "xy") + post("/c", "hello") + post("/d", chunks: ["z"])
                + "\r\n" + request("GET /e"))
        #expect(
            driver.events == [
                "1 GET /a", "1 end", "2 POST /b/early", "3 POST /c", "3 content hello", "3 end", "4 POST /d",
                "4 content z", "4 end", "5 GET /e", "5 end",
            ])
        #expect(driver.answers == ["200 ok", "404 ok", "200 ok", "200 ok", "200 ok"])
    }

    @Test func theNextRequestIsLookedAtWhenTheAnswerIsComplete() {
        let driver = MachineDriver.verified(request("GET /slow") + request("GET /later") + request("GET /c")) {
            #expect($0.events == ["1 GET /slow", "1 end"])
            #expect($0.unread.count == (request("GET /later") + request("GET /c")).utf8.count)
            $0.answer()
            #expect($0.events.suffix(1) == ["2 GET /later"])
            $0.readContent()
        }
        #expect(driver.events.suffix(3) == ["2 end", "3 GET /c", "3 end"])
        #expect(driver.answers == ["200 ok", "200 ok", "200 ok"])
    }

    @Test(arguments: ["close", "Close", "keep-alive, close", "x, close"])
    func nothingIsReadAfterARequestThatSaysClose(option: String) {
        let driver = MachineDriver.verified(request("GET /a", "Connection: \(option)") + request("GET /b"))
        #expect(driver.events == ["1 GET /a", "1 end"])
        #expect(driver.answers == ["200 close ok"])
        #expect(driver.hasEnded && driver.deadlineNanoseconds == nil)
    }

    @Test func theGatewayMayEndTheConnection() {
        let driver = MachineDriver.verified(request("GET /last") + request("GET /b"))
        #expect(driver.answers == ["200 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func clientOf10IsAnsweredAndTheConnectionEnds() {
        let driver = MachineDriver.verified("GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n")
        #expect(driver.answers == ["200 close ok"])
        #expect(driver.hasEnded)
    }

    @Test func clientOf10ThatKeepsTheConnectionIsToldThatItIsKept() {
        let get = "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
        let driver = MachineDriver.verified(get + get + request("GET /b"))
        #expect(driver.answers == ["200 keep-alive ok", "200 keep-alive ok", "200 ok"])
        #expect(!driver.hasEnded)
    }

    @Test func theAnswerToHeadHasTheLengthAndNoContent() {
        let driver = MachineDriver.verified(request("HEAD /a") + request("HEAD /early") + request("GET /b"))
        #expect(driver.answers == ["200", "404", "200 ok"])
        let lengths = String(decoding: driver.output, as: UTF8.self).components(separatedBy: "Content-Length: 2\r\n")
        #expect(lengths.count == 4)
    }

    @Test(arguments: [204, 304]) func anAnswerThatHasNoContentHasNone(status: Int) {
        let driver = MachineDriver.verified(request("GET /\(status)") + request("GET /b"))
        #expect(driver.answers == ["\(status)", "200 ok"])
        let lengths = String(decoding: driver.output, as: UTF8.self).components(separatedBy: "Content-Length: ")
        #expect(lengths.count == 2)
    }
}

import Foundation
import TestSupport
import Testing

/// Clients that do not go on, and clients that go away.
@Suite(
    .gateway(
        TestConfig(
            limits: [
                "headerReadMilliseconds": 400, "bodyStallMilliseconds": 400, "keepAliveIdleMilliseconds": 400,
                "writeStallMilliseconds": 600,
            ]))
) struct StallTests {
    private let get = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r"])
    func aHeadThatDoesNotEndIsTimedOut(head: String) throws {
        let gateway = try sharedGateway()
        let connection = try gateway.connect()
        try connection.send(head)
        let answer = try connection.readAnswer(seconds: 3)
        #expect(answer.status == 408)
        #expect(answer.errorCode == "request.timeout")
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
        #expect(try gateway.logLine(of: answer)["error"] == "request.timeout")
    }

    @Test func aHeadThatTricklesIsTimedOut() throws {
        let connection = try sharedGateway().connect()
        for byte in "GET / HTTP/1.1\r\n".utf8 {
            guard connection.sendWhatGoes([byte]) != nil else { break }
            usleep(60_000)
        }
        #expect(try connection.readAnswer(seconds: 3).status == 408)
    }

    @Test(arguments: [
        "Content-Length: 5\r\n\r\nab", "Content-Length: 5\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    ])
    func aBodyThatStallsIsTimedOut(rest: String) throws {
        let gateway = try sharedGateway()
        let connection = try gateway.connect()
        try connection.send("POST /api/v0/users HTTP/1.1\r\nHost: a\r\n\(rest)")
        let answer = try connection.readAnswer(seconds: 3)
        #expect(answer.status == 408)
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
        let line = try gateway.logLine(of: answer)
        #expect(line["error"] == "request.timeout")
        #expect(line["operation"] == "registerUser")
    }

    @Test func aBodyThatComesSlowlyButSteadilyIsRead() throws {
        let connection = try sharedGateway().connect()
        let request = GoncordClient.registration(GoncordClient.freshLogin())
        let head = try #require(request.range(of: "\r\n\r\n")).upperBound
        try connection.send(String(request[..<head]))
        for part in request[head...].utf8.split(whereSeparator: { $0 == UInt8(ascii: ",") }) {
            usleep(250_000)
            try connection.send(Array(part) + [UInt8(ascii: ",")])
        }
        #expect(try connection.readAnswer(seconds: 3).status != 408)
    }

    @Test func aConnectionThatSaysNothingIsClosedWithoutAWord() throws {
        let silent = try sharedGateway().connect()
        #expect(try silent.readToEnd(seconds: 10).isEmpty)
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() throws {
        let connection = try sharedGateway().connect()
        try connection.send(get)
        #expect(try connection.readAnswer().status == 404)
        #expect(try connection.readToEnd(seconds: 10).isEmpty)
    }

    @Test func aClientThatReadsNothingIsGivenUpAndStopsNobody() throws {
        let gateway = try sharedGateway()
        let deaf = try gateway.connect(receiveBufferBytes: 2048)
        let neighbour = try gateway.connect()
        let flood = Array(String(repeating: "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", count: 1000).utf8)
        let deadline = Date().addingTimeInterval(10)
        var isGivenUp = false
        var answered = 0
        while !isGivenUp, Date() < deadline {
            isGivenUp = deaf.sendWhatGoes(flood) == nil
            try neighbour.send(get)
            #expect(try neighbour.readAnswer(seconds: 1).status == 404)
            answered += 1
            usleep(5_000)
        }
        #expect(isGivenUp)
        #expect(answered > 0)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost", "POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{",
        "POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{",
        "POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\nExpect: 100-continue\r\n\r\n",
    ])
    func aClientThatGoesInTheMiddleHarmsNobody(start: String) throws {
        for resets in [true, false] {
            let connection = try sharedGateway().connect()
            try connection.send(start)
            usleep(20_000)
            resets ? connection.reset() : connection.endSending()
        }
        #expect(try sharedGateway().answer(to: get).status == 404)
    }

    @Test func whatAClientAskedForIsDoneAndLoggedThoughItHasGone() throws {
        let gateway = try sharedGateway()
        for _ in 0..<5 {
            let login = GoncordClient.freshLogin()
            let connection = try gateway.connect()
            try connection.send(GoncordClient.registration(login, fields: "X-Request-Id: \(login)\r\n"))
            connection.reset()
            let line = gateway.logLines { $0["request_id"] == login }.first
            // The reset may overtake the request; what was read to its end has been carried out.
            guard line?.number("status") == 200 else { continue }
            #expect(try gateway.answer(to: GoncordClient.authorization(login)).status == 200)
        }
        #expect(try gateway.answer(to: get).status == 404)
    }

    @Test func garbageHarmsNobody() throws {
        var generator = SeededGenerator(seed: 42)
        let gateway = try sharedGateway()
        for _ in 0..<200 {
            let connection = try gateway.connect()
            let bytes = (0..<Int.random(in: 1...3000, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            _ = connection.sendWhatGoes(bytes)
            if Bool.random(using: &generator) { connection.reset() }
        }
        #expect(try gateway.answer(to: get).status == 404)
    }
}

import Foundation
import TestSupport
import Testing

/// Clients that do not go on, end to end; `HTTP1DeadlineTests` has the rules. The gateway stands while a client sends
/// what it sends, so that the time it has is not spent by a busy machine.
@Suite(
    .serialized,
    .gateway(
        TestConfig(
            limits: ["headerReadMilliseconds": 100, "bodyStallMilliseconds": 100, "keepAliveIdleMilliseconds": 100]))
) struct StallTests {
    private func send(_ bytes: String) throws -> RawConnection {
        let gateway = try sharedGateway()
        return try gateway.whileItStands {
            let connection = try gateway.connect()
            try connection.send(bytes)
            return connection
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\n", "POST /api/v0/users HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab",
    ])
    func aRequestThatDoesNotEndIsTimedOut(start: String) throws {
        let connection = try send(start)
        let answer = try connection.readAnswer()
        #expect(answer.status == 408)
        #expect(answer.errorCode == "request.timeout")
        #expect(answer["Connection"] == "close")
        #expect(try connection.readToEnd().isEmpty)
        let line = try sharedGateway().logLine(of: answer)
        #expect(line["error"] == "request.timeout")
        #expect(line["operation"] == (start.hasPrefix("POST") ? "registerUser" : nil))
    }

    @Test func aConnectionThatSaysNothingIsClosedWithoutAWord() throws {
        #expect(try send("").readToEnd().isEmpty)
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() throws {
        let connection = try send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.readAnswer().status == 404)
        #expect(try connection.readToEnd().isEmpty)
    }
}

/// Clients that do not take their answers.
@Suite(.gateway(TestConfig(limits: ["writeStallMilliseconds": 100]))) struct UnreadAnswerTests {
    @Test func aClientThatReadsNothingIsGivenUpAndStopsNobody() throws {
        let gateway = try sharedGateway()
        let deaf = try gateway.connect(receiveBufferBytes: 2048)
        let neighbour = try gateway.connectIdle()
        let get = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
        let flood = Array(String(repeating: get, count: 1000).utf8)
        // Sending waits while the gateway takes nothing, and fails when it has given up.
        #expect(throws: RawConnection.Failure.self) {
            while true {
                try neighbour.send(get)
                #expect(try neighbour.readAnswer().status == 404)
                try deaf.send(flood)
            }
        }
        try neighbour.send(get)
        #expect(try neighbour.readAnswer().status == 404)
    }
}

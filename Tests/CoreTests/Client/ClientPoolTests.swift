@testable import Core
import System
import TestSupport
import Testing

/// Client and server share a loop, which runs on the test's own thread.
struct ClientPoolTests {
    private static let fine = ScriptedServer.Answer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    private let clock = ManualClock()
    private let mailbox: Mailbox
    private let loop: Loop

    init() throws {
        mailbox = try Mailbox()
        loop = try Loop(mailbox: mailbox, clock: clock)
    }

    private func request(
        _ text: String = "GET / HTTP/1.1\r\nHost: a\r\n\r\n", milliseconds: UInt64 = 2_000, contentLimitBytes: Int = 10,
        _ completion: @escaping (ClientOutcome) -> Void
    ) -> ClientRequest {
        ClientRequest(
            bytes: Array(text.utf8), deadlineNanoseconds: clock.monotonicNanoseconds() + milliseconds * 1_000_000,
            sink: .nothing(limitBytes: contentLimitBytes), completion: completion)
    }

    private func pool(to server: ScriptedServer) -> ClientPool {
        ClientPool(on: loop, ClientOrigin(host: "127.0.0.1", port: server.port, tls: nil))
    }

    /// Sends requests one after the other, and lets so much time pass between them.
    /// - Returns: for each its status, or at what it failed.
    private func outcomes(of count: Int, to server: ScriptedServer, pauseMilliseconds: Int64 = 0) -> [String] {
        let pool = pool(to: server)
        var outcomes: [String] = []
        func send() {
            pool.send(
                request { outcome in
                    outcomes.append(words(outcome))
                    guard outcomes.count < count else { return mailbox.post(.stop) }
                    clock.advance(milliseconds: pauseMilliseconds)
                    // What is due is done at the end of the next turn.
                    later(in: 3, send)
                })
        }
        send()
        loop.run()
        return outcomes
    }

    private func later(in turns: Int, _ body: @escaping () -> Void) {
        Later(on: loop, turns, body).start()
    }

    private func words(_ outcome: ClientOutcome) -> String {
        switch outcome {
        case .answered(let head): "\(head.status)"
        case .failed(let words): words
        }
    }

    @Test func aConnectionIsKeptForTheNextRequest() throws {
        let server = try ScriptedServer(on: loop, Array(repeating: Self.fine, count: 3))
        #expect(outcomes(of: 3, to: server, pauseMilliseconds: 3_900) == ["200", "200", "200"])
        #expect(server.connectionCount == 1)
    }

    @Test func aConnectionThatIsNotUsedIsClosedAfterFourSeconds() throws {
        let server = try ScriptedServer(on: loop, Array(repeating: Self.fine, count: 2))
        #expect(outcomes(of: 2, to: server, pauseMilliseconds: 4_200) == ["200", "200"])
        #expect(server.connectionCount == 2)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 204 X\r\n\r\nleftover",
    ])
    func aConnectionThatCannotBeKeptIsNotUsedAgain(_ answer: String) throws {
        let server = try ScriptedServer(on: loop, [.send(answer), Self.fine])
        #expect(outcomes(of: 2, to: server).last == "200")
        #expect(server.connectionCount == 2)
    }

    @Test func aKeptConnectionThatWasClosedMeanwhileCostsOneMoreTryAndNoMore() throws {
        let fine = try ScriptedServer(on: loop, [Self.fine, .close, Self.fine])
        #expect(outcomes(of: 2, to: fine) == ["200", "200"])
        #expect(fine.connectionCount == 2 && fine.headCount == 3)
    }

    @Test func aNewConnectionThatIsClosedInsteadOfAnsweredIsAFailure() throws {
        let server = try ScriptedServer(on: loop, [Self.fine, .close, .close, Self.fine])
        #expect(outcomes(of: 2, to: server) == ["200", "waiting for the answer: the provider closed the connection"])
        #expect(server.headCount == 3)
    }

    /// The server takes no more than the head of 16 MiB, which no socket's buffers hold.
    @Test func anAnswerThatComesBeforeAllIsSentIsTaken() throws {
        let early = "HTTP/1.1 413 X\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer(on: loop, [.sendAndStall(early)])
        let pool = pool(to: server)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16777216\r\n\r\n"
        var outcome: String?
        pool.send(
            request(head + String(repeating: "x", count: 1 << 24)) {
                outcome = words($0)
                mailbox.post(.stop)
            })
        loop.run()
        #expect(outcome == "413")
    }

    private static let longField = "X: " + String(repeating: "y", count: 20_000) + "\r\n"

    /// The server has taken the request: were it sent again, a phone would ring twice.
    @Test(arguments: [
        "Content-Length: 11\r\n\r\n", "\r\n01234567890", "X: y\r\n folded\r\n\r\n", "X : y\r\n\r\n", longField,
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "Transfer-Encoding: gzip, chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nxyz", "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n",
        "A: b\nC: d\r\n\r\n", "Content-Length: x\r\n\r\n",
    ])
    func whatFollowsA2xxOnlyEndsTheConnection(_ rest: String) throws {
        let server = try ScriptedServer(on: loop, [.send("HTTP/1.1 202 Taken\r\n" + rest), Self.fine])
        #expect(outcomes(of: 2, to: server) == ["202", "200"])
        #expect(server.headCount == 2 && server.connectionCount == 2)
    }

    @Test(arguments: ["", "Content-Length: 5\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n5\r\nab", "\r\nab", "X"])
    func a2xxThatIsCutOffCounts(_ rest: String) throws {
        let server = try ScriptedServer(on: loop, [.sendAndClose("HTTP/1.1 200 OK\r\n" + rest), Self.fine])
        #expect(outcomes(of: 2, to: server) == ["200", "200"])
        #expect(server.headCount == 2)
    }

    /// The status of an answer whose head is whole is what the server says, whatever becomes of the content.
    @Test func aHeadThatIsWholeCounts() throws {
        let answer = "HTTP/1.1 503 X\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nab"
        let server = try ScriptedServer(on: loop, [.sendAndClose(answer)])
        #expect(outcomes(of: 1, to: server) == ["503"])
    }

    @Test(arguments: [
        ("HTTP/1.1 200 O", "reading the answer: the provider closed the connection"),
        ("HTTP/1.1 100 Continue\r\n\r\n", "reading the answer: the provider closed the connection"),
        ("HTTP/1.1 400 X\r\nA : b\r\n\r\n", "reading the answer: it has a malformed header field"),
        ("garbage", "reading the answer: it does not begin like HTTP/1.1"),
    ])
    func withoutAStatusNothingIsCertain(_ answer: String, _ words: String) throws {
        let server = try ScriptedServer(on: loop, [.sendAndClose(answer)])
        #expect(outcomes(of: 1, to: server) == [words])
    }

    @Test func a2xxWhoseContentDoesNotEndCountsAtItsDeadline() throws {
        let server = try ScriptedServer(on: loop, [.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")])
        #expect(outcomeAtDeadline(of: server) == "200")
    }

    @Test func aRequestThatIsNotAnsweredFailsAtItsDeadline() throws {
        #expect(
            outcomeAtDeadline(of: try ScriptedServer(on: loop, [])) == "waiting for the answer: it took too long")
        let taken = clock.now.milliseconds - ManualClock().now.milliseconds
        #expect((500...800).contains(taken), "with a tick of the wheel")
    }

    /// What becomes of a request that has half a second.
    private func outcomeAtDeadline(of server: ScriptedServer) -> String? {
        let pool = pool(to: server)
        var outcome: String?
        pool.send(
            request(milliseconds: 500) {
                outcome = words($0)
                mailbox.post(.stop)
            })
        func pass() {
            if server.headCount > 0 { clock.advance(milliseconds: 100) }
            if outcome == nil { later(in: 1, pass) }
        }
        pass()
        loop.run()
        return outcome
    }

    /// Does something some turns later.
    private final class Later: LoopMember {
        private var turns: Int
        private let body: () -> Void

        init(on loop: Loop, _ turns: Int, _ body: @escaping () -> Void) {
            self.turns = turns
            self.body = body
            super.init(on: loop)
        }

        func start() { loop.giveAnotherTurn(to: self) }

        override func anotherTurn() {
            turns -= 1
            if turns > 0 { loop.giveAnotherTurn(to: self) } else { body() }
        }
    }
}

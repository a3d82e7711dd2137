@testable import Core
import Foundation
import System
import TestSupport
import Testing

/// What a connection does beside its machine: both directions at once, within bounds, and every end of it.
@Suite(.timeLimit(.minutes(1))) struct ServerConnectionTests {
    private let site: ConnectionSite

    init() throws { site = try ConnectionSite() }

    /// Bytes that the first connection has read and not used.
    private func unreadBytes() throws -> Int {
        try site.onLoop { loop in
            let connection = loop.member(ConnectionSite.key(ofConnection: 1), as: ServerConnection.self)
            return connection?.unreadCount ?? 0
        }
    }

    /// Waits until the connection has read all that it wants of what the client has sent, which is more than that.
    private func checkBound() throws {
        let least = HTTPLimits().unfinishedHeadBytes
        #expect(try waitUntil { try unreadBytes() >= least })
        // Each look is a turn of the loop, in which it could read on.
        for _ in 0..<3 {
            let unread = try unreadBytes()
            #expect(unread < least + BufferPool.capacityBytes)
        }
    }

    private func echoes(_ count: Int) -> String { (0..<count).map { request("GET /echo/\($0)") }.joined() }

    private func checkEchoes(_ count: Int, on client: RawConnection) throws {
        for number in 0..<count { #expect(try client.readAnswer().content == "\"\(number)\"") }
    }

    // MARK: Both directions

    @Test func itReadsOnWhileAnOperationRunsWithinABound() throws {
        let gate = Gate.make()
        let client = try site.connect()
        let held = request("GET /held/\(gate.name)")
        try client.send(held)
        gate.waitForOperation()
        try client.send(echoes(1500))
        try checkBound()
        gate.open()
        #expect(try client.readAnswer().content == "\"\(gate.name)\"")
        try checkEchoes(1500, on: client)
    }

    @Test func itReadsOnWhileAnAnswerIsBeingSentWithinABound() throws {
        let client = try site.connect(receiveBufferBytes: 4096)
        let long = request("GET /long/8000000")
        try client.send(long + echoes(1500))
        try checkBound()
        #expect(try client.readAnswer().content.utf8.count == 8_000_002)
        try checkEchoes(1500, on: client)
    }

    @Test func answersOfOneTurnLeaveInOneWrite() throws {
        let client = try site.connect()
        try site.whileLoopStands { try client.send(echoes(50)) }
        var poll = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(Glibc.poll(&poll, 1, 20_000) == 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = recv(client.descriptor, &buffer, buffer.count, 0)
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        #expect(text.components(separatedBy: "HTTP/1.1 200 OK\r\n").count == 51)
    }

    @Test func aHeadLongerThanABufferIsRead() throws {
        let client = try site.connect()
        let field = "X: \(String(repeating: "x", count: 5000))"
        let path = "/echo/a?\(String(repeating: "y", count: 7000))"
        try site.whileLoopStands { try client.send(request("GET \(path)", field, field, field)) }
        #expect(try client.readAnswer().status == 200)
    }

    @Test func anIdleConnectionHasNoBuffers() throws {
        // The only one that the pool has.
        let first = try site.onLoop { loop in
            var buffer = loop.buffers.take()
            defer { loop.buffers.giveBack(&buffer) }
            return buffer.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
        }
        let client = try site.connect()
        for number in 0..<3 {
            try client.send(request("GET /echo/\(number)"))
            #expect(try client.readAnswer().content == "\"\(number)\"")
        }
        let kept = try site.onLoop { loop in
            var buffers = (0..<2).map { _ in loop.buffers.take() }
            defer { for index in buffers.indices { loop.buffers.giveBack(&buffers[index]) } }
            return buffers.map { $0.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) } }
        }
        #expect(kept.contains(first))
    }

    // MARK: Ends

    @Test(arguments: ["GET /half", request("POST /echo/half", "Content-Length: 5", content: "ha")])
    func aClientThatIsResetInTheMidstOfARequestIsLoggedAndLeavesOnce(half: String) throws {
        let client = try site.connect()
        try client.send(request("GET /echo/a") + half)
        // What came with it has been read too.
        #expect(try client.readAnswer().status == 200)
        client.reset()
        site.waitForConnections(0)
        #expect(site.stop().map(\.status) == [200, 499])
        #expect(site.count.current == 0)
    }

    @Test func aResetWhileAnOperationRunsIsLoggedOnce() throws {
        let gate = Gate.make()
        let client = try site.connect()
        try client.send(request("GET /held/\(gate.name)"))
        gate.waitForOperation()
        client.reset()
        gate.open()
        site.waitForConnections(0)
        #expect(site.stop() == [AccessLine("/held/\(gate.name)", 200)])
    }

    @Test func aResetAfterAHalfCloseIsNoticedWhileAnOperationRuns() throws {
        let gate = Gate.make()
        let client = try site.connect()
        try client.send(request("GET /held/\(gate.name)"))
        client.endSending()
        gate.waitForOperation()
        client.reset()
        gate.open()
        site.waitForConnections(0)
        #expect(site.stop() == [AccessLine("/held/\(gate.name)", 200)])
    }

    @Test func aWholeRequestIsAnsweredThoughTheNextIsBrokenOff() throws {
        let gate = Gate.make()
        let client = try site.connect()
        try client.send(request("GET /held/\(gate.name)") + "GET /half")
        client.endSending()
        gate.waitForOperation()
        // The end is known when the answer comes.
        for _ in 0..<2 { try site.onLoop { _ in } }
        gate.open()
        #expect(try client.readAnswer().content == "\"\(gate.name)\"")
        #expect(try client.readToEnd().isEmpty)
        site.waitForConnections(0)
        #expect(site.stop().map(\.status).sorted() == [200, 499])
    }

    @Test func aWholeRequestBeforeTheEndIsAnsweredAndTheConnectionEnds() throws {
        let gate = Gate.make()
        let client = try site.connect()
        try client.send(request("GET /held/\(gate.name)"))
        client.endSending()
        gate.waitForOperation()
        gate.open()
        #expect(try client.readAnswer().status == 200)
        #expect(try client.readToEnd().isEmpty)
        site.waitForConnections(0)
    }

    @Test func anEndThatIsKnownIsNotForgottenOverALongAnswer() throws {
        let gate = Gate.make()
        let client = try site.connect()
        try client.send(request("GET /held/\(gate.name)") + request("GET /long/100000"))
        client.endSending()
        gate.waitForOperation()
        for _ in 0..<2 { try site.onLoop { _ in } }
        gate.open()
        #expect(try client.readAnswer().content == "\"\(gate.name)\"")
        #expect(try client.readAnswer().content.utf8.count == 100_002)
        #expect(try client.readToEnd().isEmpty)
    }

    /// Whoever has connected by then: before it was accepted, before its first request, and between two.
    @Test func whoArrivesWhenTheGatewayStopsIsAnsweredOnce() throws {
        let (early, known) = (try site.connect(), try site.connect())
        try known.send(request("GET /echo/a"))
        #expect(try known.readAnswer().status == 200)
        site.waitForConnections(2)
        var waiting: [RawConnection] = []
        try site.whileLoopStands {
            for _ in 0..<90 { waiting.append(try site.connect()) }
            try known.send(request("GET /echo/b"))
            site.drain()
        }
        #expect(try known.readAnswer().content == "\"b\"")
        #expect(try known.readToEnd().isEmpty)
        for client in [early] + waiting { try client.send(request("GET /echo/b") + request("GET /echo/c")) }
        for client in [early] + waiting {
            let answer = try client.readAnswer()
            #expect(answer.content == "\"b\"" && answer["Connection"] == "close")
            #expect(try client.readToEnd().isEmpty)
        }
        #expect(waitUntil { (try? site.connect()) == nil })
    }

    @Test func aDrainAnswersWhatIsInFlightAndEndsTheRest() throws {
        let gate = Gate.make()
        let (busy, idle) = (try site.connect(), try site.connect())
        try busy.send(request("GET /held/\(gate.name)"))
        gate.waitForOperation()
        try idle.send(request("GET /echo/a"))
        #expect(try idle.readAnswer().status == 200)
        site.drain()
        #expect(try idle.readToEnd().isEmpty)
        gate.open()
        #expect(try busy.readAnswer()["Connection"] == "close")
        #expect(try busy.readToEnd().isEmpty)
    }

    @Test func whatIsInFlightWhenTheLoopEndsIsLogged() throws {
        let gate = Gate.make()
        let (busy, half, idle) = (try site.connect(), try site.connect(), try site.connect())
        try busy.send(request("GET /held/\(gate.name)"))
        gate.waitForOperation()
        for client in [half, idle] {
            try client.send(request("GET /echo/a") + (client === half ? "GET /half" : ""))
            #expect(try client.readAnswer().status == 200)
        }
        site.endLoop()
        gate.open()
        #expect(site.stop().map(\.status).sorted() == [200, 200, 503, 503])
        #expect(try busy.readToEnd().isEmpty && half.readToEnd().isEmpty && idle.readToEnd().isEmpty)
    }

    @Test func oneConnectionTooManyIsRefusedWhateverItSends() throws {
        let site = try ConnectionSite(connections: 1)
        let first = try site.connect()
        try first.send(request("GET /echo/a"))
        #expect(try first.readAnswer().status == 200)
        for (text, status) in [(request("GET /echo/a") + request("GET /echo/b"), 503), ("\n", 400)] {
            let other = try site.connect()
            try other.send(text)
            let answer = try other.readAnswer()
            #expect(answer.status == status && answer["Connection"] == "close")
            #expect(try other.readToEnd().isEmpty)
        }
    }
}

@testable import Core
import TestSupport
import Testing

/// Exchanges are found by slot, generation and stream: whoever else a letter comes for, nobody is harmed.
@Suite(.timeLimit(.minutes(1))) struct ServerConnectionStreamTests {
    private let notes = LineMachine.Notes()

    private func makeSite() throws -> ConnectionSite { try ConnectionSite { [notes] _ in LineMachine(notes) } }

    /// Reads an answer of the line protocol.
    private func readLines(_ client: RawConnection, _ count: Int) throws -> [String] {
        try (0..<count).map { _ in try client.readLine() }
    }

    @Test func answersOfOneConnectionLeaveAsTheyComeNotAsTheyWereAskedFor() throws {
        let site = try makeSite()
        let client = try site.connect()
        let gates = (0..<3).map { _ in Gate.make() }
        for (stream, gate) in zip([1, 3, 5], gates) { try client.send("\(stream) /held/\(gate.name)\n") }
        for gate in gates { gate.waitForOperation() }
        for (stream, gate) in zip([1, 3, 5], gates).reversed() {
            gate.open()
            #expect(try readLines(client, 2) == ["\(stream) 200 \(gate.name.count + 2)", "\"\(gate.name)\""])
        }
        try client.send("7 /echo/a\n")
        #expect(try readLines(client, 2) == ["7 200 3", "\"a\""])
    }

    @Test func aLetterForAStreamThatIsAnsweredOrNeverWasIsNobodys() throws {
        let site = try makeSite()
        let client = try site.connect()
        let gate = Gate.make()
        try client.send("1 /echo/a\n3 /held/\(gate.name)\n")
        #expect(try readLines(client, 2) == ["1 200 3", "\"a\""])
        gate.waitForOperation()
        let key = ConnectionSite.key(ofConnection: 1)
        for stream in [0, 1, 2, 99] as [StreamID] { site.post(key, stream: stream, "no") }
        gate.open()
        #expect(try readLines(client, 2) == ["3 200 \(gate.name.count + 2)", "\"\(gate.name)\""])
    }

    @Test func aLetterReachesTheStreamItIsFor() throws {
        let site = try makeSite()
        let client = try site.connect()
        let gate = Gate.make()
        try client.send("3 /held/\(gate.name)\n")
        gate.waitForOperation()
        site.post(ConnectionSite.key(ofConnection: 1), stream: 3, "letter")
        #expect(try readLines(client, 2) == ["3 200 8", "\"letter\""])
        // The operation itself comes too late now.
        gate.open()
        try client.send("5 /echo/a\n")
        #expect(try readLines(client, 2) == ["5 200 3", "\"a\""])
    }

    @Test func aLetterForAClosedConnectionDoesNotReachTheNextInItsPlace() throws {
        let site = try makeSite()
        let gates = (0..<2).map { _ in Gate.make() }
        let first = try site.connect()
        try first.send("1 /held/\(gates[0].name)\n")
        gates[0].waitForOperation()
        first.reset()
        gates[0].open()
        site.waitForConnections(0)
        let second = try site.connect()
        try second.send("1 /held/\(gates[1].name)\n")
        gates[1].waitForOperation()
        site.post(ConnectionSite.key(ofConnection: 1), stream: 1, "not yours")
        site.post(ConnectionSite.key(ofConnection: 2), stream: 1, "yours")
        #expect(try readLines(second, 2) == ["1 200 7", "\"yours\""])
        gates[1].open()
    }

    @Test func aConnectionThatIsResetIsKeptUntilItsLastOperationHasEnded() throws {
        let site = try makeSite()
        let gates = (0..<2).map { _ in Gate.make() }
        let client = try site.connect()
        for (stream, gate) in zip([1, 3], gates) { try client.send("\(stream) /held/\(gate.name)\n") }
        for gate in gates { gate.waitForOperation() }
        client.reset()
        gates[1].open()
        gates[0].open()
        site.waitForConnections(0)
        #expect(site.stop().map(\.status) == [200, 200])
    }

    @Test func anotherProtocolGoesOnWhereTheFirstHasEnded() throws {
        let site = try makeSite()
        let client = try site.connect()
        try client.send("1 /echo/a\nhttp\n" + request("GET /echo/b") + "GET /echo/c HT")
        #expect(try readLines(client, 2) == ["1 200 3", "\"a\""])
        #expect(try client.readAnswer().content == "\"b\"")
        try client.send("TP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(try client.readAnswer().content == "\"c\"")
        #expect(try client.readToEnd().isEmpty)
        #expect(site.stop().map(\.status) == [200, 200, 200])
    }

    @Test func theMachineHearsWhenWhatHadToWaitIsSent() throws {
        let site = try makeSite()
        let client = try site.connect(receiveBufferBytes: 4096)
        try client.send("1 /echo/a\n")
        #expect(try readLines(client, 2) == ["1 200 3", "\"a\""])
        #expect(notes.goOnCount == 0, "nothing had to wait")
        try client.send("3 /long/8000000\n")
        #expect(try client.readLine() == "3 200 8000002")
        #expect(try client.readLine().utf8.count == 8_000_002)
        site.wait { [notes] in notes.goOnCount == 1 }
    }
}

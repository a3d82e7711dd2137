import Foundation
import Kit
import System
import TestSupport
import Testing

@testable import Core

/// How connections end.
@Suite(.timeLimit(.minutes(2))) struct SocketEndTests {
    @Test func aClientsCloseIsAnsweredWithItsCode() throws {
        let site = try SocketSite()
        let client = try site.enter("hall")
        try client.stream.send(WebSocketClient.frame(8, [0x0F, 0xA1] + Array("bye".utf8)))
        #expect(client.rest() == [.close(4001, "")])
        #expect(site.stop().last?["close_code"] as? Int == 4001)
    }

    @Test func aPingIsAnsweredAndOneIsSentInSilence() throws {
        let site = try SocketSite()
        let client = try site.enter("hall", "&ping=1000")
        try client.stream.send(WebSocketClient.frame(9, [1, 2]))
        #expect(client.next() == .pong([1, 2]))
        guard case .ping(let payload)? = client.next() else { return #expect(Bool(false), "a ping comes") }
        try client.stream.send(WebSocketClient.frame(10, payload))
        try client.send("echo", #"{"text":"here"}"#)
        #expect(client.nextText() == #"{"type":"echo","content":{"text":"here"}}"#)
    }

    @Test func whoDoesNotAnswerAPingIsGivenUp() throws {
        let site = try SocketSite(limits: #"{"socketPongMilliseconds": 1000}"#)
        let client = try site.enter("hall", "&ping=1000")
        guard case .ping? = client.next() else { return #expect(Bool(false), "a ping comes") }
        #expect(client.next() == nil)
        let line = try #require(site.stop().last)
        #expect(line["close_code"] as? Int == 1006 && line["error"] as? String == "socket.silent")
    }

    /// Its event is finished and logged, and its topics are free.
    @Test func whoGoesWithoutAWordIsForgotten() throws {
        let site = try SocketSite()
        let connection = try site.connect()
        let client = try WebSocketClient(connection, "/room?room=attic")
        let gate = Gate.make()
        try client.send("held", #"{"name":"\#(gate.name)"}"#)
        gate.waitForOperation()
        connection.reset()
        let asker = try site.enter("hall")
        var isIn: String?
        repeat {
            try asker.send("whoIsIn", #"{"name":"attic"}"#)
            isIn = asker.nextText()
        } while isIn == #"{"type":"isIn","content":true}"#
        #expect(isIn == #"{"type":"isIn","content":false}"#)
        gate.open()
        try asker.close()
        _ = asker.rest()
        let drained = site.drain()
        #expect(drained.wait(timeoutMicroseconds: 20_000_000))
        let lines = site.stop()
        let end = try #require(lines.first { $0["close_code"] as? Int == 1006 })
        #expect(end["error"] as? String == "client.gone" && end["detail"] as? String == "client_left")
        #expect(lines.contains { $0["event"] as? String == "held" && $0["status"] as? Int == 200 })
    }

    /// All are told to come again, and an event that runs is answered first.
    @Test func aStopClosesBy1001() throws {
        let site = try SocketSite(limits: #"{"drainMilliseconds": 4000}"#)
        let clients = try (0..<20).map { _ in try site.enter("hall") }
        let busy = try site.enter("hall")
        let gate = Gate.make()
        try busy.send("held", #"{"name":"\#(gate.name)"}"#)
        gate.waitForOperation()
        let drained = site.drain()
        for client in clients {
            #expect(client.next() == .close(1001, ""))
            try client.close(1001)
            #expect(client.next() == nil)
        }
        gate.open()
        #expect(busy.nextText() == #"{"type":"held","content":"\#(gate.name)"}"#)
        #expect(busy.next() == .close(1001, ""))
        try busy.close(1001)
        #expect(drained.wait(timeoutMicroseconds: 20_000_000))
        let ends = site.stop().filter { $0["close_code"] != nil }
        #expect(ends.count == 21 && ends.allSatisfy { $0["close_code"] as? Int == 1001 && $0["error"] is NSNull })
    }

    /// Without a stop in order, too, everybody is told, and every line is written.
    @Test func aSuddenEndClosesBy1001() throws {
        let site = try SocketSite()
        let (idle, busy) = (try site.enter("hall"), try site.enter("hall"))
        let gate = Gate.make()
        try busy.send("held", #"{"name":"\#(gate.name)"}"#)
        gate.waitForOperation()
        gate.open()
        let lines = site.stop()
        #expect(idle.next() == .close(1001, ""))
        #expect(lines.filter { $0["close_code"] as? Int == 1001 }.count == 2)
        #expect(lines.contains { $0["event"] as? String == "held" })
    }
}

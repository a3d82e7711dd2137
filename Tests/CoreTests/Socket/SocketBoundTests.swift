import Foundation
import Kit
import System
import TestSupport
import Testing

@testable import Core

/// What a client can make the gateway hold, and what becomes of those who hold too much.
@Suite(.timeLimit(.minutes(2))) struct SocketBoundTests {
    /// One does not read; all others get everything.
    @Test func aSlowReaderIsCutOffAndHarmsNobody() throws {
        let site = try SocketSite(limits: #"{"socketUnsentBytes": 1000000}"#)
        let slow = try site.enter("hall", receiveBufferBytes: 4096)
        let others = try (0..<6).map { _ in try site.enter("hall") }
        let sender = try site.enter("hall")
        let (pieces, byteCount) = (100, 100_000)
        let message = #"{"type":"filling","content":"\#(String(repeating: "x", count: byteCount))"}"#
        for number in 1...pieces {
            try sender.send("fill", #"{"name":"\#(byteCount)"}"#)
            #expect(sender.nextText() == #"{"type":"filled","content":"\#(byteCount)"}"#)
            for other in others { #expect(other.nextText() == message, "piece \(number)") }
        }
        let frames = slow.rest()
        #expect(frames.last == .close(1013, ""))
        #expect(frames.count > 1 && frames.count < pieces)
        #expect(frames.dropLast().allSatisfy { $0 == .text(message) })
        let line = try #require(site.stop().first { $0["close_code"] as? Int == 1013 })
        #expect(line["error"] as? String == "socket.unread" && line["detail"] as? String == "unread")
    }

    /// While an event runs, no more than a buffer full is read: the client feels that it has to wait.
    @Test func eventsThatWaitAreBounded() throws {
        let site = try SocketSite()
        let connection = try site.connect()
        let client = try WebSocketClient(connection, "/room?room=hall")
        let gate = Gate.make()
        try client.send("held", #"{"name":"\#(gate.name)"}"#)
        gate.waitForOperation()
        let padding = String(repeating: " ", count: 1000)
        let event = WebSocketClient.text(#"{"type":"count"\#(padding)}"#)
        let all = (0..<20_000).flatMap { _ in event }
        var (sent, isFull) = (0, false)
        while !isFull, sent < all.count {
            let count = try #require(connection.sendWhatGoes(Array(all[sent..<min(sent + 65_536, all.count)])))
            isFull = count == 0
            sent += count
        }
        #expect(isFull && sent < all.count)
        gate.open()
        // What was sent of the last one makes it whole.
        let rest = sent % event.count == 0 ? 0 : event.count - sent % event.count
        try connection.send(Array(all[sent..<sent + rest]))
        let count = (sent + rest) / event.count
        let answers = client.texts(count + 2)
        #expect(answers.last == #"{"type":"count","content":\#(count)}"#)
    }

    @Test func aMessageBeyondTheLimitEndsTheConnection() throws {
        let site = try SocketSite()
        let client = try WebSocketClient(site.connect(), "/small?room=hall")
        _ = client.nextText()
        let fits = #"{"type":"echo","content":{"text":"\#(String(repeating: "a", count: 1900))"}}"#
        try client.send(fits)
        #expect(client.nextText()?.utf8.count == fits.utf8.count)
        try client.send(fits + String(repeating: " ", count: 2000 - fits.utf8.count + 1))
        guard case .close(1009, _)? = client.next() else { return #expect(Bool(false), "it is closed by 1009") }
        let line = try #require(site.stop().last)
        #expect(line["error"] as? String == "socket.malformed" && line["detail"] as? String == "message_too_long")
    }

    @Test func aBinaryMessageEndsTheConnection() throws {
        let site = try SocketSite()
        let client = try site.enter("hall")
        try client.stream.send(WebSocketClient.frame(2, [1, 2, 3]))
        guard case .close(1003, _)? = client.next() else { return #expect(Bool(false), "it is closed by 1003") }
        try client.close(1003)
        #expect(client.next() == nil)
        #expect(site.stop().last?["close_code"] as? Int == 1003)
    }

    /// Who holds most of what all may hold gives way.
    @Test func whoHoldsMostGivesWayWhenMemoryIsUsed() throws {
        let site = try SocketSite(limits: #"{"bufferBytes": 4000000, "socketUnsentBytes": 100000000}"#, loops: 1)
        let slow = try site.enter("hall", receiveBufferBytes: 4096)
        let (sender, other) = (try site.enter("hall"), try site.enter("hall"))
        for _ in 0..<100 {
            try sender.send("fill", #"{"name":"200000"}"#)
            #expect(sender.nextText() == #"{"type":"filled","content":"200000"}"#)
            #expect(other.nextText()?.utf8.count ?? 0 > 200_000)
        }
        #expect(slow.rest().last == .close(1013, ""))
        try other.send("echo", #"{"text":"fine"}"#)
        #expect(other.nextText() == #"{"type":"echo","content":{"text":"fine"}}"#)
        let line = try #require(site.stop().first { $0["close_code"] as? Int == 1013 })
        #expect(line["error"] as? String == "gateway.overloaded" && line["detail"] as? String == "buffers_full")
    }
}

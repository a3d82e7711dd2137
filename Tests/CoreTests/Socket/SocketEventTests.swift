import Foundation
import Kit
import System
import TestSupport
import Testing

@testable import Core

/// Events of one connection.
@Suite(.timeLimit(.minutes(2))) struct SocketEventTests {
    private static func error(_ code: Int, _ message: String) -> String {
        #"{"type":"error","content":{"code":\#(code),"message":"\#(message)"}}"#
    }

    @Test func anEventIsAnsweredAndTheStateIsKept() throws {
        let site = try SocketSite()
        let client = try site.enter("hall")
        try client.send("echo", #"{"text":"Grüße"}"#)
        #expect(client.nextText() == #"{"type":"echo","content":{"text":"Grüße"}}"#)
        for number in 1...3 {
            try client.send(#"{"type":"count"}"#)
            #expect(client.nextText() == #"{"type":"count","content":\#(number)}"#)
        }
        try client.send("shout", #"{"text":"loud"}"#)
        #expect(client.nextText() == #"{"type":"said","content":{"text":"LOUD"}}"#)
    }

    @Test func whatIsWrongIsSaidAndTheConnectionStays() throws {
        let site = try SocketSite()
        let client = try site.enter("hall")
        let rows: [(String, String)] = [
            ("{", "the message is not JSON"), ("“echo”", "the message is not JSON"),
            ("[1]", "the message is not a JSON object"), ("{}", #"the message has no text \"type\""#),
            (#"{"type":"nothing"}"#, "the type of the message is not known"),
        ]
        for (text, message) in rows {
            try client.send(text)
            let answer = try #require(client.nextText())
            #expect(answer.hasPrefix(#"{"type":"error","content":{"code":400,"message":"\#(message)"#), "\(answer)")
        }
        try client.send(#"{"type":"echo","content":5}"#)
        #expect(client.nextText() == Self.error(422, "the input breaks rules: content must be an object"))
        try client.send(#"{"type":"say","content":{"to":"a"}}"#)
        let broken = try #require(client.nextText())
        #expect(broken.contains("422") && broken.contains("text is required") && broken.contains("to must be"))
        try client.send("echo", #"{"text":"still here"}"#)
        #expect(client.nextText() == #"{"type":"echo","content":{"text":"still here"}}"#)
    }

    /// Events behind one that runs wait, and come in their order.
    @Test func oneEventRunsAtATime() throws {
        let site = try SocketSite()
        let client = try site.enter("hall")
        let gate = Gate.make()
        var bytes = WebSocketClient.text(#"{"type":"held","content":{"name":"\#(gate.name)"}}"#)
        for _ in 0..<3 { bytes += WebSocketClient.text(#"{"type":"count"}"#) }
        try client.stream.send(bytes)
        gate.waitForOperation()
        // Others go on.
        let other = try site.enter("hall")
        try other.send("say", #"{"text":"meanwhile"}"#)
        #expect(client.nextText() == #"{"type":"said","content":{"text":"meanwhile"}}"#)
        gate.open()
        #expect(client.nextText() == #"{"type":"held","content":"\#(gate.name)"}"#)
        #expect(client.texts(3) == (1...3).map { #"{"type":"count","content":\#($0)}"# })
    }

    @Test func anEventMayEndTheConnection() throws {
        let site = try SocketSite()
        let client = try site.enter("hall")
        try client.send(#"{"type":"quit"}"#)
        #expect(client.nextText() == #"{"type":"bye","content":"hall"}"#)
        #expect(client.next() == .close(1000, ""))
        try client.close()
        #expect(client.next() == nil)
    }

    @Test func eachEventAndTheEndHaveALine() throws {
        let site = try SocketSite(loops: 1)
        let client = try WebSocketClient(
            site.connect(), "/own/ann", ["Authorization: Bearer ann", "User-Agent: test/1", "X-Request-Id: upgrade-1"])
        #expect(client.answer.status == 101)
        try client.send("echo", #"{"text":"hello"}"#)
        let text = try #require(client.nextText())
        try client.send("fail", #"{"text":"hello"}"#)
        _ = client.nextText()
        try client.send(#"{"type":"made up"}"#)
        _ = client.nextText()
        try client.close(1001)
        _ = client.rest()
        let lines = site.stop()
        try #require(lines.count == 5)
        #expect(lines[0]["status"] as? Int == 101 && lines[0]["transport"] == nil)
        #expect(lines[0]["request_id"] as? String == "upgrade-1")
        for line in lines.dropFirst() {
            #expect(line["transport"] as? String == "websocket" && line["connection"] as? String == "upgrade-1")
            #expect(line["api"] as? String == "rooms" && line["operation"] as? String == "connectKnown")
            #expect(line["route"] as? String == "/own/{name}" && line["path"] as? String == "/own/ann")
            #expect(line["subject"] as? String == "ann" && line["token_source"] as? String == "header")
            #expect(line["user_agent"] as? String == "test/1" && line["remote_ip"] as? String == "127.0.0.1")
            #expect(line["duration_us"] is Int && line["ts"] is String)
        }
        #expect(lines[1]["event"] as? String == "echo" && lines[1]["status"] as? Int == 200)
        #expect(lines[1]["bytes_in"] as? Int == 42 && lines[1]["bytes_out"] as? Int == text.utf8.count)
        #expect(Set(lines[1...3].compactMap { $0["request_id"] as? String }).count == 3)
        #expect(lines[2]["event"] as? String == "fail" && lines[2]["error"] as? String == "room.closed")
        #expect(lines[3]["event"] is NSNull && lines[3]["error"] as? String == "event.unknown")
        #expect(lines[4]["event"] is NSNull && lines[4]["close_code"] as? Int == 1001)
        #expect(lines[4]["messages_in"] as? Int == 3 && lines[4]["messages_out"] as? Int == 3)
        #expect(lines[4]["request_id"] as? String == "upgrade-1" && lines[4]["error"] is NSNull)
    }
}

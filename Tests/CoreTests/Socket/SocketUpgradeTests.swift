import Foundation
import Kit
import System
import TestSupport
import Testing

@testable import Core

/// The request that opens a socket.
@Suite(.timeLimit(.minutes(2))) struct SocketUpgradeTests {
    @Test func theAnswerIsThatOfTheRFC() throws {
        let site = try SocketSite()
        let client = try WebSocketClient(
            site.connect(), "/room?room=hall", ["Sec-WebSocket-Extensions: permessage-deflate"])
        #expect(client.answer.line == "HTTP/1.1 101 Switching Protocols")
        #expect(client.answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(client.answer["Upgrade"] == "websocket" && client.answer["Connection"] == "Upgrade")
        #expect(client.answer["Sec-WebSocket-Extensions"] == nil && client.answer["Content-Length"] == nil)
        #expect(client.answer["X-Request-Id"] != nil)
    }

    @Test func whatComesWithTheRequestIsRead() throws {
        let site = try SocketSite()
        let first = WebSocketClient.text(#"{"type":"count"}"#) + WebSocketClient.text(#"{"type":"count"}"#)
        let client = try WebSocketClient(site.connect(), "/room?room=hall", first: first)
        #expect(client.texts(3).last == #"{"type":"count","content":2}"#)
    }

    @Test func requestsBeforeItAreAnsweredFirst() throws {
        let site = try SocketSite()
        let connection = try site.connect()
        try connection.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.readAnswer().status == 404)
        let client = try WebSocketClient(connection, "/room?room=hall")
        #expect(client.answer.status == 101 && client.nextText() != nil)
    }

    @Test func whoAsksWrongIsRefusedInTheEnvelope() throws {
        let site = try SocketSite()
        let good = WebSocketClient.request("/room?room=hall")
        let rows: [(String, Int, String)] = [
            ("GET /room?room=hall HTTP/1.1\r\nHost: a\r\n\r\n", 426, "upgrade.required"),
            (good.replacing("Version: 13", with: "Version: 8"), 426, "upgrade.required"),
            (good.replacing("dGhlIHNhbXBsZSBub25jZQ==", with: "c2hvcnQ="), 400, "upgrade.malformed"),
            (good.replacing("room=hall", with: "x=1"), 422, "input.invalid"),
            (good.replacing("room=hall", with: "room=closed"), 409, "room.closed"),
            (WebSocketClient.request("/own/ann"), 401, "token.missing"),
            (
                good.replacing("GET ", with: "POST ").replacing("\r\n\r\n", with: "\r\nContent-Length: 0\r\n\r\n"), 405,
                "method.not_allowed"
            ),
        ]
        for (request, status, code) in rows {
            let connection = try site.connect()
            try connection.send(request)
            let answer = try connection.readAnswer()
            #expect(answer.status == status && answer.errorCode == code, "\(request)")
            if status == 426 {
                #expect(answer["Upgrade"] == "websocket" && answer["Sec-WebSocket-Version"] == "13")
            }
            // The connection is still of use.
            try connection.send(good)
            #expect(try connection.readAnswer().status == 101)
        }
    }

    @Test func aForeignPageCannotUseAVisitorsCookie() throws {
        let site = try SocketSite()
        let rows: [([String], Int)] = [
            (["Cookie: jwt=ann"], 101), (["Cookie: jwt=ann", "Origin: http://localhost:8080"], 101),
            (["Cookie: jwt=ann", "Origin: https://LOCALHOST"], 101),
            (["Cookie: jwt=ann", "Origin: https://friend.example"], 101),
            (["Cookie: jwt=ann", "Origin: https://evil.example"], 403),
            (["Cookie: jwt=ann", "Origin: https://localhost.evil.example"], 403),
            (["Cookie: jwt=ann", "Origin: null"], 403),
            (["Cookie: jwt=ann", "Origin: https://localhost", "Origin: https://evil.example"], 403),
            (["Authorization: Bearer ann", "Origin: https://evil.example"], 101),
        ]
        for (fields, status) in rows {
            let answer = try WebSocketClient(site.connect(), "/own/ann", fields).answer
            #expect(answer.status == status && (status == 101 || answer.errorCode == "origin.denied"), "\(fields)")
        }
    }

    @Test func aTopicsConnectionsAreBounded() throws {
        let site = try SocketSite()
        let clients = try (0..<2).map { _ in try site.enter("hall", "&atMost=2") }
        let refused = try WebSocketClient(site.connect(), "/room?room=hall&atMost=2").answer
        #expect(refused.status == 429 && refused.errorCode == "connections.too_many")
        try clients[0].close()
        #expect(clients[0].rest() == [.close(1000, "")])
        _ = try site.enter("hall", "&atMost=2")
    }
}

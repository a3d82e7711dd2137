import Foundation
import TestSupport
import Testing

/// What a process that is killed owes to those who listened.
@Suite(.waiting) struct SocketCrashTests {
    @Test func whatAnybodyHasSeenIsInTheStore() throws {
        let folder = ScratchDirectory()
        var gateway = try NotesGateway(in: folder)
        let cookie = try gateway.openNotebook()
        let listener = try WebSocketClient(gateway.connect(), "/live", ["Cookie: \(cookie)"])
        let senders = try (0..<4).map { _ in try WebSocketClient(gateway.connect(), "/live", ["Cookie: \(cookie)"]) }
        #expect(listener.answer.status == 101 && senders.allSatisfy { $0.answer.status == 101 })
        for (index, sender) in senders.enumerated() {
            let frames = (0..<1000).flatMap {
                WebSocketClient.text(#"{"type":"add","content":{"text":"note \#(index)-\#($0)"}}"#)
            }
            try sender.stream.send(frames)
        }
        var seen = listener.texts(200)
        gateway.process.kill()
        while let text = listener.nextText() { seen.append(text) }
        for sender in senders { while let text = sender.nextText() { seen.append(text) } }
        gateway = try NotesGateway(in: folder)
        let export = try gateway.answer(to: "GET /notes HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n\r\n").content
        let stored = Set(export.split(separator: "\n").map(String.init))
        let texts = seen.compactMap { $0.firstMatch(of: /"text":"([^"]*)"/).map { String($0.output.1) } }
        #expect(texts.count >= 200)
        #expect(Set(texts).isSubset(of: stored))
    }
}

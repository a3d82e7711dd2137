import Foundation
import TestSupport
import Testing

/// Files that are uploaded, kept and downloaded, by a client that speaks HTTP.
@Suite(.waiting) struct FileTests {
    /// Begins as a picture does; never the same twice within 251 bytes.
    private static func png(_ byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        while bytes.count < byteCount { bytes += block }
        return Array(bytes.prefix(byteCount))
    }

    private static let block = (0..<251).map { UInt8($0) }

    @Test func aFileIsReadAsItWasSent() throws {
        let gateway = try NotesGateway()
        let cookie = try gateway.openNotebook()
        let added = try gateway.upload(cookie, Self.png(300_000))
        #expect(added.status == 201 && added["Location"] == "picture" && added.content == #"{"byteCount":300000}"#)
        let connection = try gateway.connect()
        let request = "GET /notes/1/picture HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n\r\n"
        // The next request of the connection is served when the file is sent.
        let next = "GET /notes/1 HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\nConnection: close\r\n\r\n"
        try connection.send(request + next)
        var bytes: [UInt8] = []
        while let more = connection.receive() { bytes += more }
        let start = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8))).upperBound
        let head = String(decoding: bytes[..<start], as: UTF8.self)
        #expect(head.contains("Content-Type: image/png\r\n") && head.contains("X-Content-Type-Options: nosniff\r\n"))
        #expect(head.contains("Cache-Control: private, no-cache\r\n") && head.contains("Accept-Ranges: bytes\r\n"))
        #expect(head.contains("Content-Length: 300000\r\n"))
        #expect(Array(bytes[start..<start + 300_000]) == Self.png(300_000))
        #expect(String(decoding: bytes[(start + 300_000)...], as: UTF8.self).hasSuffix(#"{"id":1,"text":"Milk"}"#))
    }

    @Test func aClientGetsWhatItAsksForOfAFile() throws {
        let gateway = try NotesGateway()
        let cookie = try gateway.openNotebook()
        #expect(try gateway.upload(cookie, Self.png(1000)).status == 201)
        let head = try gateway.picture(cookie, method: "HEAD")
        #expect(head.status == 200 && head["Content-Length"] == "1000" && head.content == "")
        let tag = try #require(head["ETag"])
        let part = try gateway.picture(cookie, "Range: bytes=1-3", "If-Range: \(tag)")
        #expect(part.status == 206 && part["Content-Range"] == "bytes 1-3/1000" && part.content == "PNG")
        let unchanged = try gateway.picture(cookie, "If-None-Match: \(tag)")
        #expect(unchanged.status == 304 && unchanged["ETag"] == tag && unchanged["Content-Length"] == nil)
        #expect(unchanged["Cache-Control"] == "private, no-cache")
        let outside = try gateway.picture(cookie, "Range: bytes=1000-")
        #expect(outside.status == 416 && outside["Content-Range"] == "bytes */1000" && outside["ETag"] == nil)
        #expect(outside.errorCode == "range.outside" && outside["Cache-Control"] == "no-store")
    }

    /// 64 MiB up and down again. The process may not hold more than a tenth of it. Under a sanitizer, which takes long
    /// and needs memory of its own for each byte, it is 4 MiB for the sake of the way that they go.
    @Test func aLargeFileTakesLittleMemory() throws {
        let isSanitized = ProcessInfo.processInfo.environment["SANITIZER"] != nil
        let gateway = try NotesGateway()
        let cookie = try gateway.openNotebook()
        let (pieceBytes, pieceCount) = (1 << 20, isSanitized ? 4 : 64)
        let byteCount = pieceBytes * pieceCount
        let before = try gateway.peakBytes()
        let (first, piece) = (Self.png(pieceBytes), [UInt8](repeating: 7, count: pieceBytes))
        let connection = try gateway.connect()
        try connection.send(NotesGateway.uploadHead(cookie, byteCount: byteCount))
        try connection.send(first)
        for _ in 1..<pieceCount { try connection.send(piece) }
        try connection.send(NotesGateway.formEnd)
        #expect(try connection.readAnswer().content == #"{"byteCount":\#(byteCount)}"#)
        try connection.send(
            "GET /notes/1/picture HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\nConnection: close\r\n\r\n")
        var received = 0
        while let more = connection.receive() { received += more.count }
        #expect(received > byteCount && received < byteCount + 1000)
        #expect(try isSanitized || gateway.peakBytes() - before < 6 << 20)
        #expect(gateway.files.count == 1)
    }

    @Test func whatIsNotKeptIsRemoved() throws {
        let gateway = try NotesGateway()
        let cookie = try gateway.openNotebook()
        let text = try gateway.upload(cookie, Array("no picture".utf8))
        #expect(text.status == 415 && text.errorCode == "picture.unknown")
        #expect(waitUntil { gateway.files.isEmpty })
        #expect(try gateway.upload(cookie, Self.png(100)).status == 201)
        let first = gateway.files
        #expect(try gateway.upload(cookie, Self.png(200)).status == 201)
        #expect(waitUntil { gateway.files.count == 1 } && gateway.files != first, "one takes the other's place")
        let closed = try gateway.answer(
            to: "DELETE /notebooks HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n\r\n")
        #expect(closed.status == 204 && waitUntil { gateway.files.isEmpty })
    }

    @Test func aClientThatVanishesLeavesNothing() throws {
        let gateway = try NotesGateway()
        let cookie = try gateway.openNotebook()
        do {
            let connection = try gateway.connect()
            try connection.send(NotesGateway.uploadHead(cookie, byteCount: 1_000_000))
            try connection.send(Self.png(500_000))
            #expect(waitUntil { gateway.files.count == 1 }, "it is on its way")
            connection.reset()
        }
        #expect(waitUntil { gateway.files.isEmpty })
        #expect(waitUntil { gateway.folder.text("access.jsonl").contains("client.gone") })
    }

    @Test func aFormThatIsNoneIsRefusedAtOnce() throws {
        let gateway = try NotesGateway()
        let cookie = try gateway.openNotebook()
        let connection = try gateway.connect()
        let head = NotesGateway.uploadHead(cookie, byteCount: 1_000_000)
        try connection.send(head.replacing("form-data; name", with: "attachment; name"))
        let answer = try connection.readAnswer()
        #expect(answer.status == 400 && answer.errorCode == "body.malformed" && answer["Connection"] == "close")
        let type = "multipart/form-data"
        let none = try gateway.answer(
            to: "POST /notes/1/picture HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\nContent-Type: \(type)\r\n"
                + "Content-Length: 1\r\n\r\nx")
        #expect(none.status == 400 && none.errorCode == "body.malformed")
    }

    @Test func aKilledGatewayLosesNoKeptFileAndLeavesNoOther() throws {
        let folder = ScratchDirectory()
        var gateway = try NotesGateway(in: folder)
        let cookie = try gateway.openNotebook()
        #expect(try gateway.upload(cookie, Self.png(100_000)).status == 201)
        let kept = gateway.files
        let connection = try gateway.connect()
        try connection.send(NotesGateway.uploadHead(cookie, byteCount: 1_000_000))
        try connection.send(Self.png(500_000))
        #expect(waitUntil { gateway.files.count == 2 })
        gateway.process.kill()
        #expect(gateway.files.count == 2)
        gateway = try NotesGateway(in: folder)
        #expect(gateway.files == kept)
        let head = try gateway.picture(cookie, method: "HEAD")
        #expect(head.status == 200 && head["Content-Length"] == "100000")
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func aFullDiskRefusesTheUploadAndServesOn() throws {
        let disk = try #require(SmallDisk())
        let gateway = try NotesGateway(in: disk.folder)
        let cookie = try gateway.openNotebook()
        let refused = try gateway.upload(cookie, Self.png(4_000_000))
        #expect(refused.status == 507 && refused.errorCode == "storage.full")
        #expect(waitUntil { gateway.files.isEmpty }, "its room is free again")
        #expect(try gateway.upload(cookie, Self.png(100_000)).status == 201)
        gateway.process.kill()
    }

    @Test func aFileThatIsGoneIsAnError() throws {
        let gateway = try NotesGateway()
        let cookie = try gateway.openNotebook()
        #expect(try gateway.upload(cookie, Self.png(100)).status == 201)
        let name = try #require(gateway.files.first)
        try FileManager.default.removeItem(atPath: gateway.folder.path + "/data/notes.files/" + name)
        let answer = try gateway.picture(cookie)
        #expect(answer.status == 503 && answer.errorCode == "store.unavailable")
    }
}

import Kit
import TestSupport
import Testing

@testable import SamplePlugin

struct NotesTests {
    private let bench: PluginBench<Notes>

    init() throws { bench = try PluginBench(settings: #"{"lifetimeSeconds": 60, "noteLimit": 2}"#) }

    /// A new notebook's token.
    private func open() throws -> String {
        let reply = try bench.call("openNotebook").reply
        let field = try #require(reply.fields.first)
        #expect(reply.status == 204 && field.name == "Set-Cookie")
        let cookie = try #require(field.value.wholeMatch(of: /notebook=([^;]+); Max-Age=60; Path=\/; Secure; .*/))
        return String(cookie.output.1)
    }

    private func read(_ id: Int, _ token: String) throws -> BenchReply {
        var request = BenchRequest()
        request.pathValues = [("id", "\(id)")]
        return try bench.call("readNote", request, subject: bench.verify(token))
    }

    /// N1, N2
    @Test func aCookieIsGoodUntilItsNotebookEnds() throws {
        let token = try open()
        bench.clock.advance(milliseconds: 59_999)
        #expect(try bench.verify(token).name == "Notebook:1")
        bench.clock.advance(milliseconds: 1)
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(token) }
        #expect(try open() != token)
    }

    /// N3, N5
    @Test func aNoteIsReadInItsNotebookAlone() throws {
        let (token, other) = (try open(), try open())
        let added = try bench.call("addNote", #"{"text":"Milk"}"#, token: token)
        #expect(added.description == #"{"id":1,"text":"Milk"}"# && added.reply.status == 201)
        #expect(added.reply.fields == [.location(Location(path: "notes", "1"))])
        #expect(try read(1, token).description == #"{"id":1,"text":"Milk"}"#)
        #expect(throws: APIError(.noteUnknown)) { try read(1, other) }
        #expect(throws: APIError.invalid("text", "must be 1 to 1000 characters")) {
            try bench.call("addNote", #"{"text":""}"#, token: token)
        }
    }

    /// N4, N6
    @Test func aFullNotebookTakesNoMore() throws {
        let token = try open()
        for text in ["Milk", "Bread"] { try bench.call("addNote", #"{"text":"\#(text)"}"#, token: token) }
        #expect(throws: APIError(.notebookFull)) { try bench.call("addNote", #"{"text":"Salt"}"#, token: token) }
        let export = try bench.call("exportNotes", token: token).reply
        #expect(String(decoding: export.content, as: UTF8.self) == "Milk\nBread\n")
    }

    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private func addPicture(_ bytes: [UInt8], to note: Int, _ token: String) throws -> BenchReply {
        var request = BenchRequest(file: bytes, as: "picture", type: "image/png")
        request.pathValues = [("id", "\(note)")]
        return try bench.call("addPicture", request, subject: bench.verify(token))
    }

    private func readPicture(_ note: Int, _ token: String) throws -> Reply {
        var request = BenchRequest()
        request.pathValues = [("id", "\(note)")]
        return try bench.call("readPicture", request, subject: bench.verify(token)).reply
    }

    /// N8, N9
    @Test func aNoteHasThePictureThatCameLast() throws {
        let token = try open()
        try bench.call("addNote", #"{"text":"Milk"}"#, token: token)
        #expect(throws: APIError(.noteUnknown)) { try readPicture(1, token) }
        let added = try addPicture([0xFF, 0xD8, 0xFF, 0xE0], to: 1, token)
        #expect(added.description == #"{"byteCount":4}"# && added.reply.status == 201)
        #expect(added.reply.fields == [.location(Location(path: "picture"))])
        let first = try bench.fileNames()
        _ = try addPicture(Self.png, to: 1, token)
        guard case .file(let file, let type, .checked) = try readPicture(1, token).kind else {
            return #expect(Bool(false), "it is no file")
        }
        #expect(file.byteCount == 8 && type == "image/png")
        #expect(try bench.fileNames() == [file.id.text] && first != [file.id.text])
    }

    /// N8
    @Test func whatIsNoPictureIsNotKept() throws {
        let token = try open()
        try bench.call("addNote", #"{"text":"Milk"}"#, token: token)
        #expect(throws: APIError(.pictureUnknown)) { try addPicture(Array("GIF89a".utf8), to: 1, token) }
        #expect(throws: APIError(.noteUnknown)) { try addPicture(Self.png, to: 2, token) }
        #expect(try bench.fileNames() == [])
    }

    /// N2, N7
    @Test func aClosedNotebookIsGoneWithItsNotes() throws {
        let token = try open()
        try bench.call("addNote", #"{"text":"Milk"}"#, token: token)
        _ = try addPicture(Self.png, to: 1, token)
        let closed = try bench.call("closeNotebook", token: token).reply
        #expect(closed.fields == [.setCookie(.removed("notebook", path: .root))])
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(token) }
        #expect(try bench.column("SELECT count(*) FROM notes") == "0" && bench.fileNames() == [])
    }

    private func listen(_ token: String) throws -> BenchSocket {
        try bench.open("listen", subject: bench.verify(token))
    }

    /// N10
    @Test func whoListensHearsOfEachNoteAndOfTheEnd() throws {
        let (token, other) = (try open(), try open())
        let (listener, stranger) = (try listen(token), try listen(other))
        try bench.call("addNote", #"{"text":"Milk"}"#, token: token)
        #expect(listener.take() == [BenchMessage("note", #"{"id":1,"text":"Milk"}"#)] && stranger.take().isEmpty)
        try bench.call("closeNotebook", token: token)
        #expect(listener.closing == .policyViolation && stranger.closing == nil)
    }

    /// N11
    @Test func whoListensAddsNotes() throws {
        let token = try open()
        let (first, second) = (try listen(token), try listen(token))
        let note = #"{"id":1,"text":"Milk"}"#
        #expect(try bench.send("add", #"{"text":"Milk"}"#, by: first) == [BenchMessage("added", note)])
        #expect(first.take().isEmpty && second.take() == [BenchMessage("note", note)])
        #expect(throws: APIError.invalid("text", "is required")) { try bench.send("add", by: first) }
        try bench.send("add", #"{"text":"Bread"}"#, by: second)
        #expect(throws: APIError(.notebookFull)) { try bench.send("add", #"{"text":"Salt"}"#, by: second) }
        #expect(first.take().map(\.event) == ["note"])
    }
}

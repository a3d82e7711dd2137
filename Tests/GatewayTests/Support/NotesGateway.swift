import Foundation
import TestSupport
import Testing

/// The sample plugin, served by a process of its own.
final class NotesGateway {
    let folder: ScratchDirectory
    let process: ChildProcess
    let port: UInt16

    /// - Parameter folder: of an earlier run, when its data are to be found again.
    init(in folder: ScratchDirectory = ScratchDirectory()) throws {
        self.folder = folder
        let config = """
            {"listeners": [{"address": "127.0.0.1:0"}], "dataDirectory": "data", "accessLog": {"path": "access.jsonl"},
             "apis": {"notes": {"plugin": "notes", "settings": {"noteLimit": 10000},
              "token": {"lookup": ["cookie:notebook"]}, "routes": [
               {"method": "POST", "path": "/notebooks", "operation": "openNotebook"},
               {"method": "DELETE", "path": "/notebooks", "operation": "closeNotebook", "token": "required"},
               {"method": "POST", "path": "/notes", "operation": "addNote", "token": "required"},
               {"method": "GET", "path": "/notes", "operation": "exportNotes", "token": "required"},
               {"method": "GET", "path": "/notes/{id}", "operation": "readNote", "token": "required"},
               {"path": "/live", "socket": "json", "operation": "listen", "token": "required"},
               {"method": "GET", "path": "/notes/{id}/picture", "operation": "readPicture", "token": "required"},
               {"method": "POST", "path": "/notes/{id}/picture", "operation": "addPicture", "token": "required",
                "limits": {"bodyBytes": 1073741824}}]}}}
            """
        try config.write(toFile: folder.path + "/gateway.json", atomically: true, encoding: .utf8)
        let output = "output-\(UUID().uuidString)"
        let program = try GatewayBinary.url().deletingLastPathComponent().appendingPathComponent("SampleServer")
        process = try ChildProcess(
            program.path, [folder.path], output: "\(folder.path)/\(output)", errors: folder.path + "/errors")
        let (process, path) = (process, folder)
        _ = waitUntil { path.text(output).hasSuffix("\n") || !process.isRunning }
        let line = folder.text(output)
        port = try #require(
            line.split(separator: ":").last.flatMap { UInt16($0.dropLast()) }, "\(folder.text("errors"))")
    }

    func connect(receiveBufferBytes: Int32? = nil) throws -> RawConnection {
        try RawConnection(port: port, receiveBufferBytes: receiveBufferBytes)
    }

    func answer(to request: String, _ content: [UInt8] = []) throws -> HTTPAnswer {
        let connection = try connect()
        try connection.send(Array(request.utf8) + content)
        return try connection.readAnswer(toHead: request.hasPrefix("HEAD "))
    }

    /// The cookie of a new notebook, with one note in it.
    func openNotebook() throws -> String {
        let opened = try answer(to: "POST /notebooks HTTP/1.1\r\nHost: a\r\n\r\n")
        let cookie = try String(#require(opened["Set-Cookie"]).prefix { $0 != ";" })
        let note = #"{"text":"Milk"}"#
        let added = try answer(
            to: "POST /notes HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\nContent-Length: \(note.utf8.count)\r\n\r\n",
            Array(note.utf8))
        #expect(added.status == 201)
        return cookie
    }

    static let partHead = "--b\r\nContent-Disposition: form-data; name=picture; filename=a\r\n\r\n"
    static let formEnd = "\r\n--b--\r\n"

    /// The head of an upload of so many bytes, and the part's.
    static func uploadHead(_ cookie: String, byteCount: Int) -> String {
        let length = partHead.utf8.count + byteCount + formEnd.utf8.count
        return "POST /notes/1/picture HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: \(length)\r\n\r\n\(partHead)"
    }

    func upload(_ cookie: String, _ bytes: [UInt8]) throws -> HTTPAnswer {
        try answer(to: Self.uploadHead(cookie, byteCount: bytes.count), bytes + Array(Self.formEnd.utf8))
    }

    func picture(_ cookie: String, method: String = "GET", _ fields: String...) throws -> HTTPAnswer {
        let lines = fields.map { $0 + "\r\n" }.joined()
        return try answer(to: "\(method) /notes/1/picture HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n\(lines)\r\n")
    }

    /// The files of the plugin.
    var files: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/data/notes.files")) ?? []
    }

    /// How much memory the process had at most, in bytes (proc(5), `VmHWM`).
    func peakBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try 1024 * #require(Int(line.split(whereSeparator: { !$0.isNumber }).first ?? ""))
    }
}

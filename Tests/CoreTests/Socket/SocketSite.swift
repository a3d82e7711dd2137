@testable import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// A gateway in this process that serves the rooms on a port of its own, with several loops.
final class SocketSite {
    let port: UInt16
    let folder: ScratchDirectory
    private let server: Server
    private var isOpen = true

    /// - Parameters:
    ///   - limits: the object of `gateway.json`.
    ///   - tls: what follows the listener's address there.
    ///   - folder: of an earlier one.
    init(limits: String = "{}", loops: Int = 3, tls: String = "", in folder: ScratchDirectory? = nil) throws {
        let folder = folder ?? ScratchDirectory()
        self.folder = folder
        let text = """
            { "listeners": [{ "address": "127.0.0.1:0"\(tls) }], "dataDirectory": "data", "limits": \(limits),
              "accessLog": { "path": "access.jsonl" }, "threads": { "eventLoops": \(loops), "cpuPool": 4 },
              "apis": { "rooms": {
                "plugin": "rooms", "token": { "lookup": ["header:Authorization", "cookie:jwt"] },
                "routes": \(RoomPlugin.routes) } } }
            """
        let loader = ConfigLoader.make(plugins: [LinkedPlugin(RoomPlugin.self)], trial: nil)
        let outcome = loader.check(Array(text.utf8), name: "gateway.json", directory: folder.path)
        let gateway = try #require(outcome.gateway, "\(outcome.report.text)")
        let log = try LogWriter(.file("\(folder.path)/error.jsonl"), name: "log")
        // Each loop has a socket of its own: clients go to all of them.
        server = try Server(
            gateway, directory: DataDirectory(path: "\(folder.path)/data"), errorLog: ErrorLog(log),
            errorLogWriter: log, sharing: .socketEach)
        port = try #require(server.addresses[0].split(separator: ":").last.flatMap { UInt16($0) })
    }

    deinit { stop() }

    func connect(receiveBufferBytes: Int32? = nil) throws -> RawConnection {
        try RawConnection(port: port, receiveBufferBytes: receiveBufferBytes)
    }

    /// A client in a room, who has been welcomed.
    func enter(
        _ room: String, _ query: String = "", receiveBufferBytes: Int32? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> WebSocketClient {
        let client = try WebSocketClient(
            connect(receiveBufferBytes: receiveBufferBytes), "/room?room=\(room)\(query)")
        try #require(client.answer.status == 101, "\(client.answer.content)", sourceLocation: sourceLocation)
        #expect(
            client.nextText() == #"{"type":"welcome","content":{"text":"\#(room)"}}"#, sourceLocation: sourceLocation)
        return client
    }

    /// Begins to stop in order, elsewhere, and says when all have gone.
    func drain() -> Signal {
        let isDone = Signal()
        nonisolated(unsafe) let server = server
        Foundation.Thread.detachNewThread {
            server.drain { false }
            isDone.notify()
        }
        return isDone
    }

    /// Ends everything.
    /// - Returns: the lines of the access log.
    @discardableResult
    func stop() -> [[String: Any]] {
        if isOpen { server.close() }
        isOpen = false
        let text = (try? String(contentsOfFile: "\(folder.path)/access.jsonl", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap {
            (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
        }
    }
}

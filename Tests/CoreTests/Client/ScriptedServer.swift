@testable import Core
import System

/// A server on the client's own loop, which does as it is told: to the end of each head it answers by a script.
final class ScriptedServer: LoopMember {
    /// What it does when a head has come.
    enum Answer {
        /// Sends that, and reads on.
        case send(String)
        /// Sends that, and reads no more.
        case sendAndStall(String)
        /// Sends that, and closes.
        case sendAndClose(String)
        case close
    }

    private let socket: ListeningSocket
    /// Taken from the front, one for each head; then nothing is answered.
    private var script: [Answer]
    private(set) var connectionCount = 0
    private(set) var headCount = 0

    init(on loop: Loop, _ script: [Answer]) throws {
        self.script = script
        socket = try ListeningSocket(on: SocketAddress("127.0.0.1:0") ?? .unspecified)
        super.init(on: loop)
        try loop.add(self, watching: socket.number, for: .readable)
    }

    var port: UInt16 { socket.address.port }

    override func ready(_ readiness: Epoll.Interest) {
        while case .connection(let accepted, _) = socket.acceptNext() {
            connectionCount += 1
            try? Peer(on: loop, accepted, of: self).start()
        }
    }

    override func abandon() { loop.remove(self) }

    private func next() -> Answer? {
        headCount += 1
        return script.isEmpty ? nil : script.removeFirst()
    }

    /// One connection.
    private final class Peer: LoopMember {
        private let socket: Socket
        private let server: ScriptedServer
        private var input: [UInt8] = []

        init(on loop: Loop, _ socket: Socket, of server: ScriptedServer) {
            self.socket = socket
            self.server = server
            super.init(on: loop)
        }

        func start() throws { try loop.add(self, watching: socket.number, for: .readable) }

        override func ready(_ readiness: Epoll.Interest) {
            guard case .moved = socket.read(appendingTo: &input, atMost: 4096) else { return leave() }
            guard let end = input.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return }
            input.removeFirst(end)
            switch server.next() {
            case .send(let text): _ = socket.write(Array(text.utf8).span)
            case .sendAndStall(let text):
                _ = socket.write(Array(text.utf8).span)
                loop.unwatch(socket.number)
            case .sendAndClose(let text):
                _ = socket.write(Array(text.utf8).span)
                leave()
            case .close: leave()
            case nil: break
            }
        }

        private func leave() {
            loop.unwatch(socket.number)
            loop.remove(self)
        }

        override func abandon() { leave() }
    }
}

import System

/// One port of one loop: takes the clients that come in by it.
final class Acceptor: LoopMember {
    /// How long it rests when no descriptor is left.
    private static let restNanoseconds: UInt64 = 100_000_000

    private let listener: Listener
    private let service: ServerConnection.Service
    private var spare = SpareDescriptor()

    init(on loop: Loop, _ listener: Listener, service: ServerConnection.Service) {
        self.listener = listener
        self.service = service
        super.init(on: loop)
    }

    private var interest: Epoll.Interest { listener.isShared ? [.readable, .exclusive] : .readable }

    /// Connections taken before others get a turn; of a shared socket another loop may take the rest.
    private var acceptedPerTurn: Int { listener.isShared ? 8 : 64 }

    /// Begins to listen.
    func start() throws(SystemError) { try loop.add(self, watching: listener.socket.number, for: interest) }

    override func ready(_ readiness: Epoll.Interest) {
        for _ in 0..<acceptedPerTurn {
            switch listener.socket.acceptNext() {
            case .connection(let socket, let address): open(socket, address)
            case .aborted: continue
            case .wouldBlock: return letOthersGoFirst()
            // A loop that shares the socket drains already.
            case .ended: return abandon()
            case .exhausted: return rest()
            }
        }
        letOthersGoFirst()
    }

    private func open(_ socket: Socket, _ address: SocketAddress) {
        let admission = service.count.admit()
        if admission == .drop { return service.count.leave() }
        let tls = listener.tls.map { TLSSession(context: $0, descriptor: socket.number) }
        let peer = Peer(address, listener: listener.name, isRefused: admission == .refuse)
        let connection = ServerConnection(on: loop, socket, tls: tls, peer: peer, service: service)
        if !connection.start() { service.count.leave() }
    }

    /// Of idle loops the kernel wakes the one that has watched a shared socket for longest. Without watching anew it
    /// would be the same for nearly all clients.
    private func letOthersGoFirst() {
        guard listener.isShared else { return }
        loop.unwatch(listener.socket.number)
        watchAgain()
    }

    private func watchAgain() {
        do throws(SystemError) { try loop.rewatch(self, listener.socket.number, for: interest) } catch {
            // There is no memory for it; in a moment there may be.
            setDeadline(loop.nowNanoseconds + Self.restNanoseconds)
        }
    }

    /// No descriptor is left: one client is refused with the spare one, the rest wait a moment in the backlog.
    private func rest() {
        let refusal = service.pipeline.overloadRefusal()
        spare.lend {
            guard case .connection(let socket, _) = listener.socket.acceptNext(), listener.tls == nil else { return }
            var bytes: [UInt8] = []
            ResponseWriter.append(
                refusal.response.head, contentLength: refusal.response.content.count, .closes,
                date: service.pipeline.date, to: &bytes)
            bytes += refusal.response.content
            _ = socket.write(bytes.span)
        }
        loop.unwatch(listener.socket.number)
        setDeadline(loop.nowNanoseconds + Self.restNanoseconds)
    }

    override func deadlinePassed() {
        setDeadline(.max)
        if !loop.isDraining { return watchAgain() }
        acceptWaiting()
        abandon()
    }

    /// Whoever has connected before the end is served: those that wait to be accepted, and, a tick of the loop later,
    /// those whose handshake the kernel was about to finish.
    override func drain() {
        loop.unwatch(listener.socket.number)
        acceptWaiting()
        setDeadline(loop.nowNanoseconds)
    }

    /// No more of them than may wait, or a crowd that goes on coming would keep the port open.
    private func acceptWaiting() {
        for _ in 0...ListeningSocket.backlog {
            switch listener.socket.acceptNext() {
            case .connection(let socket, let address): open(socket, address)
            case .aborted: continue
            // A loop that shares the socket may have ended it. Without descriptors nobody can be served.
            case .wouldBlock, .ended, .exhausted: return
            }
        }
    }

    override func abandon() {
        loop.unwatch(listener.socket.number)
        listener.socket.endListening()
        loop.remove(self)
    }
}

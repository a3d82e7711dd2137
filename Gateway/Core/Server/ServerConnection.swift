import Kit
import System

/// One client's connection as the loop sees it. What is said on it is its `Conversation`, which the loop's events are
/// handed to; what that wants of the loop then is done here.
final class ServerConnection: LoopMember, BufferHolder {
    private let service: Service
    private var conversation: Conversation
    private let descriptor: Int32
    private var interest = Epoll.Interest.readable
    private var isWatched = true
    /// What it takes of memory, as the loop's account has it.
    private(set) var held = HeldBytes()

    /// - Parameter tls: `nil` for plain HTTP.
    init(on loop: Loop, _ socket: Socket, tls: TLSSession?, peer: Peer, service: Service) {
        self.service = service
        descriptor = socket.number
        conversation = Conversation(on: loop, Connection(socket, tls: tls), peer: peer, service: service)
        super.init(on: loop)
    }

    /// Takes its place on the loop; `false` when there is none.
    func start() -> Bool {
        guard (try? loop.add(self, watching: descriptor, for: interest)) != nil, let key else { return false }
        service.buffers.connectionCame()
        perform(conversation.start(as: key))
        return true
    }

    var weightBytes: Int { held.all }

    func giveWay() -> Bool {
        guard let wish = conversation.giveWay() else { return false }
        perform(wish)
        return true
    }

    override func ready(_ readiness: Epoll.Interest) { perform(conversation.ready(readiness)) }
    override func anotherTurn() { perform(conversation.anotherTurn()) }
    override func deadlinePassed() { perform(conversation.deadlinePassed()) }
    override func completed(_ stream: StreamID, _ completion: Completion) {
        perform(conversation.completed(stream, completion))
    }
    override func resume(_ stream: StreamID) { perform(conversation.resume(stream)) }
    override func drain() { perform(conversation.drain()) }
    override func abandon() { perform(conversation.abandon()) }

    private func perform(_ wish: Conversation.Wish) {
        noteHeld()
        switch wish {
        case .wait(let wanted, let deadlineNanoseconds, let wantsTurn):
            if wanted != interest {
                interest = wanted
                loop.watch(self, descriptor, for: wanted)
            }
            setDeadline(deadlineNanoseconds)
            if wantsTurn { loop.giveAnotherTurn(to: self) }
        case .waitForOperations: unwatch()
        case .change(let session): change(to: session)
        case .leave:
            unwatch()
            guard loop.remove(self) else { return }
            service.count.leave()
            service.buffers.connectionLeft()
        }
    }

    /// Another member of the loop takes the connection over, with its place in the counts.
    private func change(to session: SocketSession) {
        unwatch()
        loop.remove(self)
        service.buffers.note(from: held, to: HeldBytes())
        held = HeldBytes()
        WebSocketConnection(on: loop, takingOver: conversation.handOver(), session: session, service: service).start()
    }

    private func noteHeld() {
        let now = conversation.held()
        guard now != held else { return }
        service.buffers.note(from: held, to: now)
        held = now
    }

    private func unwatch() {
        guard isWatched else { return }
        isWatched = false
        loop.unwatch(descriptor)
        setDeadline(.max)
    }

    /// Bytes that were read and not used yet.
    var unreadCount: Int { conversation.unreadCount }
}

extension ServerConnection {
    /// What a gateway's connections on one loop have in common.
    final class Service {
        let pipeline: Pipeline
        let count: ConnectionCount
        let buffers: BufferAccount
        /// Makes what a new connection speaks, at that moment.
        let makeMachine: (_ nowNanoseconds: UInt64) -> any WireMachine & ~Copyable
        private var boxes: [ExchangeBox] = []
        private static let keptBoxes = 64

        /// - Parameter makeMachine: `nil` for HTTP/1.1.
        init(
            pipeline: Pipeline, count: ConnectionCount, buffers: BufferAccount,
            makeMachine: ((_ nowNanoseconds: UInt64) -> any WireMachine & ~Copyable)? = nil
        ) {
            self.pipeline = pipeline
            self.count = count
            self.buffers = buffers
            let (limits, patience) = (pipeline.httpLimits, pipeline.patience)
            self.makeMachine =
                makeMachine ?? { HTTP1Machine(limits: limits, patience: patience, nowNanoseconds: $0) }
        }

        /// Room for an exchange.
        func takeBox(_ key: ExchangeKey, _ peer: Peer) -> ExchangeBox {
            let box = boxes.popLast() ?? ExchangeBox(peer)
            box.begin(key, peer)
            return box
        }

        /// Keeps the room of an exchange for later ones.
        func giveBack(_ box: ExchangeBox) {
            box.exchange.reset()
            if boxes.count < Self.keptBoxes { boxes.append(box) }
        }

        /// The bytes of an exchange's answer have gone, or nobody is there to take them: its line is written.
        func finish(_ box: ExchangeBox) {
            pipeline.sent(&box.exchange)
            giveBack(box)
        }
    }
}

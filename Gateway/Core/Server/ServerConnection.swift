import Kit
import System

/// One client's connection: runs the machine that knows its protocol, owns its exchanges, and hands bytes to and fro.
///
/// It reads while an answer is sent or an operation runs, but no further than a buffer full: a client that does not
/// take its answers is not given more.
final class ServerConnection: LoopMember {
    enum Phase {
        case handshaking
        case open
        /// Our side is ended; what still comes in is thrown away, so that the answer is not lost to a reset.
        case lingering
        case closed
    }

    /// What a gateway's connections on one loop have in common.
    final class Service {
        let pipeline: Pipeline
        let count: ConnectionCount
        let bodies: BodyBudget
        /// Makes what a new connection speaks, at that moment.
        let makeMachine: (_ nowNanoseconds: UInt64) -> any WireMachine
        var boxes: [ExchangeBox] = []

        /// - Parameter makeMachine: `nil` for HTTP/1.1.
        init(
            pipeline: Pipeline, count: ConnectionCount, bodies: BodyBudget,
            makeMachine: ((_ nowNanoseconds: UInt64) -> any WireMachine)? = nil
        ) {
            self.pipeline = pipeline
            self.count = count
            self.bodies = bodies
            let (limits, patience) = (pipeline.httpLimits, pipeline.patience)
            self.makeMachine =
                makeMachine ?? { HTTP1Machine(limits: limits, patience: patience, nowNanoseconds: $0) }
        }
    }

    /// An answered exchange whose bytes are not all with the kernel.
    struct Unsent {
        let box: ExchangeBox
        /// The place in all that the connection sends at which its answer ends.
        let end: Int
    }

    private static let readsInTurn = 4
    /// Beyond so many unsent bytes no further request is looked at.
    private static let unsentLimitBytes = 64 * 1024

    let service: Service
    let connection: Connection
    /// Beyond so many unread bytes nothing more is read. A head that is not complete never has as many.
    private let unreadLimitBytes: Int
    var machine: any WireMachine
    var peer: Peer
    var phase: Phase
    private var interest = Epoll.Interest.readable
    var exchanges = ExchangeTable()
    var unsent: [Unsent] = []
    private var writeDeadlineNanoseconds = UInt64.max
    var discardedBytes = 0
    /// The machine needs more bytes, or an answer, before it goes on.
    private var machineWaits = true

    /// - Parameter tls: `nil` for plain HTTP.
    init(on loop: Loop, _ socket: Socket, tls: TLSSession?, peer: Peer, service: Service) {
        self.service = service
        connection = Connection(socket, tls: tls)
        self.peer = peer
        phase = tls == nil ? .open : .handshaking
        unreadLimitBytes = max(BufferPool.capacityBytes, service.pipeline.httpLimits.unfinishedHeadBytes)
        machine = service.makeMachine(loop.nowNanoseconds)
        super.init(on: loop)
    }

    /// Takes its place on the loop; `false` when there is none.
    func start() -> Bool {
        guard (try? loop.add(self, watching: connection.descriptor, for: .readable)) != nil else { return false }
        let handshake = UInt64(service.pipeline.limits.tlsHandshakeMilliseconds) * 1_000_000
        setDeadline(phase == .open ? machine.deadlineNanoseconds : loop.nowNanoseconds + handshake)
        return true
    }

    // MARK: - What happens to it

    override func ready(_ readiness: Epoll.Interest) {
        switch phase {
        case .handshaking: handshake()
        case .lingering: discard()
        case .closed: break
        case .open:
            if connection.unsentCount > 0, !flush(), phase != .open { return }
            if wantsBytes { return readOn() }
            if !readiness.isDisjoint(with: .hangUp) { return close() }
            goOn()
        }
    }

    override func anotherTurn() {
        if phase == .open, wantsBytes { readOn() }
    }

    override func deadlinePassed() {
        guard phase == .open, connection.unsentCount == 0 else { return close() }
        perform(machine.timePassed())
        settle()
    }

    override func completed(_ stream: StreamID, _ completion: Completion) {
        guard let box = exchanges[stream] else { return }
        service.pipeline.completed(&box.exchange, completion)
        if phase == .closed {
            // Nobody is there to read the answer; what was done is logged all the same.
            service.pipeline.sent(&box.exchange)
            return forget(box)
        }
        respond(box)
        goOn()
    }

    override func resume(_ stream: StreamID) {
        guard let box = exchanges[stream] else { return }
        if phase == .closed {
            service.pipeline.gone(&box.exchange)
            return forget(box)
        }
        follow(service.pipeline.resume(&box.exchange), box)
        goOn()
    }

    override func drain() {
        guard phase == .open else { return phase == .handshaking ? close() : () }
        perform(machine.drain())
        settle()
    }

    override func abandon() {
        if phase == .open, case .gone(let stream) = machine.inputEnded(unreadBytes: 0), exchanges[stream] == nil {
            let box = makeExchange(stream, takingHead: true)
            note(box)
            box.exchange.facts.requestID = service.pipeline.nextRequestID()
        }
        for box in exchanges.all {
            service.pipeline.fail(&box.exchange, APIError(.stopping))
            service.pipeline.sent(&box.exchange)
            exchanges.remove(box.exchange.key.stream)
        }
        close()
        leaveIfDone()
    }
}

// MARK: Reading

extension ServerConnection {
    private func handshake() {
        switch connection.handshake() {
        case .done:
            phase = .open
            peer = Peer(
                peer.address, listener: peer.listener, isRefused: peer.isRefused, tls: connection.tlsInfo)
            machine = service.makeMachine(loop.nowNanoseconds)
            readOn()
        case .wouldBlock(let readiness): watch(readiness == .readable ? .readable : .writable)
        case .closed: close()
        case .failed(.plainHTTP): refusePlainHTTP()
        case .failed(let error):
            service.pipeline.handshakeFailed(error)
            close()
        }
    }

    /// Says on a TLS port, to a client that speaks plain HTTP, what it should speak.
    private func refusePlainHTTP() {
        let box = makeExchange(0)
        service.pipeline.refuse(&box.exchange, APIError(.plainHTTPOnTLS))
        let content = box.exchange.response.content
        var answer: [UInt8] = []
        machine.respond(
            0, box.exchange.response.head, contentLength: content.count, isLast: true, date: service.pipeline.date,
            output: &answer)
        answer += content
        box.exchange.facts.bytesOut = answer.count
        // It is short, and nothing was sent before it: the kernel has room.
        connection.sendPlain(answer.span)
        service.pipeline.sent(&box.exchange)
        forget(box)
        linger()
    }

    private var wantsBytes: Bool { !connection.inputHasEnded && connection.unreadCount < unreadLimitBytes }

    /// Reads what has come, and goes through it.
    private func readOn() {
        for _ in 0..<Self.readsInTurn {
            switch connection.read(&loop.buffers) {
            case .moved: serve()
            // Requests that were read before may have waited for room.
            case .blocked, .ended, .done: return serve()
            case .failed: return close()
            }
            guard phase == .open, wantsBytes else { return }
            // What TLS has decrypted ahead, epoll does not see.
            guard connection.hasPending else { return }
        }
        // One client's bytes do not keep the others waiting.
        loop.giveAnotherTurn(to: self)
    }

    /// An answer has made room for requests that were read before, and for more of them.
    private func goOn() {
        serve()
        // What TLS has decrypted ahead, epoll does not see.
        if phase == .open, wantsBytes, connection.hasPending { readOn() }
    }

    /// Goes through what was read, and sends the answers; again, when the machine stopped for want of room for them.
    private func serve() {
        repeat { answerRequests() } while settle() && !machineWaits
    }

    /// Goes request by request, until more is needed, an answer has to be waited for, or too much waits to be sent.
    private func answerRequests() {
        machineWaits = false
        while phase == .open, !machine.hasEnded, connection.unsentCount < Self.unsentLimitBytes {
            let now = loop.nowNanoseconds
            let step = connection.withUnread { unread in
                machine.read(unread, nowNanoseconds: now, output: &connection.output)
            }
            if case .content(let stream, let range) = step.event {
                connection.withUnread { exchanges[stream]?.exchange.body.append($0.extracting(range)) }
            }
            connection.use(step.consumed)
            guard step.event == .needsMore else {
                perform(step.event)
                continue
            }
            let event =
                connection.inputHasEnded ? machine.inputEnded(unreadBytes: connection.unreadCount) : .needsMore
            guard event != .needsMore else {
                machineWaits = true
                return
            }
            perform(event)
        }
    }

    /// Does what the machine says.
    private func perform(_ event: WireEvent) {
        switch event {
        case .needsMore, .content: break
        case .head(let stream): begin(stream)
        case .end(let stream):
            guard let box = exchanges[stream] else { return }
            note(box)
            follow(service.pipeline.contentRead(&box.exchange), box)
        case .gone(let stream):
            logGone(stream)
            closeIfAllIsSent()
        case .refused(let stream, let refusal): refuse(stream, refusal)
        case .close: closeIfAllIsSent()
        }
    }

    /// Answers that are still to be sent are sent first; `settle` ends the connection then.
    private func closeIfAllIsSent() {
        if machine.hasEnded, exchanges.isEmpty, connection.unsentCount == 0 { close() }
    }

    private func begin(_ stream: StreamID) {
        let box = makeExchange(stream, takingHead: true)
        note(box)
        follow(service.pipeline.headRead(&box.exchange), box)
    }

    /// What is at hand is no request.
    private func refuse(_ stream: StreamID, _ refusal: WireRefusal) {
        if let box = exchanges[stream] {
            service.pipeline.fail(&box.exchange, refusal.error)
            respond(box)
        } else {
            let box = makeExchange(stream, takingHead: true)
            service.pipeline.refuse(&box.exchange, refusal.error)
            respond(box)
        }
    }

    private func follow(_ step: Pipeline.Step, _ box: ExchangeBox) {
        switch step {
        case .answered: respond(box)
        case .waits: break
        case .next: readContent(of: box)
        }
    }

    private func readContent(of box: ExchangeBox) {
        let stream = box.exchange.key.stream
        let limitBytes = service.pipeline.contentLimitBytes(box.exchange)
        let announced = machine.progress(of: stream).contentLength
        let isTooLarge = (announced ?? 0) > limitBytes
        guard
            isTooLarge
                || box.exchange.body.open(announcedBytes: announced, limitBytes: limitBytes, budget: service.bodies)
        else {
            service.pipeline.fail(&box.exchange, APIError(.overloaded, retryAfterSeconds: 1))
            return respond(box)
        }
        if let refusal = machine.readContent(
            stream, limitBytes: limitBytes, nowNanoseconds: loop.nowNanoseconds, output: &connection.output)
        {
            service.pipeline.fail(&box.exchange, refusal.error)
            respond(box)
        }
    }
}

// MARK: Answering

extension ServerConnection {
    func respond(_ box: ExchangeBox) {
        note(box)
        connection.prepareOutput(&loop.buffers)
        let start = connection.unsentCount
        let stream = box.exchange.key.stream
        machine.respond(
            stream, box.exchange.response.head, contentLength: box.exchange.response.content.count,
            isLast: box.exchange.peer.isRefused, date: service.pipeline.date, output: &connection.output)
        machine.respond(stream, content: box.exchange.response.content.span, output: &connection.output)
        machine.endResponse(stream, nowNanoseconds: loop.nowNanoseconds)
        box.exchange.facts.bytesOut = connection.unsentCount - start
        exchanges.remove(stream)
        unsent.append(Unsent(box: box, end: connection.outputEnd))
    }

    /// Hands on what is to be sent, and waits for what comes next.
    /// - Returns: whether all has gone and the connection goes on.
    @discardableResult
    private func settle() -> Bool {
        guard phase == .open else { return false }
        if connection.unsentCount > 0, !flush() { return false }
        if machine.hasEnded, exchanges.isEmpty {
            linger()
            return false
        }
        connection.dropUsed(&loop.buffers)
        watch(connection.interest(reads: wantsBytes))
        setDeadline(machine.deadlineNanoseconds)
        return true
    }

    /// - Returns: whether all has gone.
    private func flush() -> Bool {
        let before = connection.sentBytes
        switch connection.flush(&loop.buffers) {
        case .done, .moved, .ended:
            logSent()
            if writeDeadlineNanoseconds < .max { machine.outputSent(nowNanoseconds: loop.nowNanoseconds) }
            writeDeadlineNanoseconds = .max
            return true
        case .blocked:
            logSent()
            watch(connection.interest(reads: wantsBytes))
            if connection.sentBytes > before || writeDeadlineNanoseconds == .max {
                let stall = UInt64(service.pipeline.limits.writeStallMilliseconds) * 1_000_000
                writeDeadlineNanoseconds = loop.nowNanoseconds + stall
            }
            setDeadline(writeDeadlineNanoseconds)
        case .failed: close()
        }
        return false
    }

    /// Writes the lines of the exchanges whose answers have gone.
    private func logSent() {
        guard let first = unsent.first, first.end <= connection.sentBytes else { return }
        let count = unsent.firstIndex { $0.end > connection.sentBytes } ?? unsent.count
        for index in 0..<count {
            let box = unsent[index].box
            service.pipeline.sent(&box.exchange)
            giveBack(box)
        }
        unsent.removeFirst(count)
    }

    func watch(_ wanted: Epoll.Interest) {
        guard wanted != interest, phase != .closed else { return }
        interest = wanted
        loop.watch(self, connection.descriptor, for: wanted)
    }
}

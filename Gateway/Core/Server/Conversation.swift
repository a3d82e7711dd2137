import Kit
import System

/// What client and gateway say to each other on one connection: runs the machine that knows the protocol, owns the
/// exchanges, and hands bytes to and fro.
///
/// It reads while an answer is sent or an operation runs, but no further than a buffer full: a client that does not
/// take its answers is not given more. Nothing that it does comes back to it before it has returned, so all of it is
/// one value in one place.
struct Conversation: ~Copyable {
    enum Phase {
        case handshaking
        case open
        /// Our side is ended; what still comes in is thrown away, so that the answer is not lost to a reset.
        case lingering
        /// Another protocol follows, and all that was said before it has gone.
        case changed
        case closed
    }

    /// What it wants of the loop after an event.
    enum Wish {
        /// - wantsTurn: it has more to do, when the others have had their turn.
        case wait(for: Epoll.Interest, deadlineNanoseconds: UInt64, wantsTurn: Bool)
        /// It is closed, and kept until its last operation has ended.
        case waitForOperations
        /// The connection goes on as that; `handOver` gives it.
        case change(SocketSession)
        /// All is over.
        case leave
    }

    /// An answered exchange whose bytes are not all with the kernel.
    struct Unsent {
        let box: ExchangeBox
        /// The place in all that the connection sends at which its answer ends.
        let end: Int
        /// What it takes of memory; its contents are dropped when it has to wait.
        let bytes: Int
        var isReduced = false
    }

    static let readsInTurn = 4
    /// Beyond so many unsent bytes no further request is looked at.
    static let unsentLimitBytes = 64 * 1024
    /// What a plain connection takes of memory without buffers, rounded up: 1.4 KiB were measured.
    private static let ownBytes = 2048
    /// What the allocator loses of memory between blocks: 15 % were measured beside 9,000 clients that do not read.
    private static let allocatorLossDivisor = 6

    let loop: Loop
    let service: ServerConnection.Service
    /// Its place on the loop, where letters for its exchanges go.
    var key = MemberKey(slot: 0, generation: 0)
    var connection: Connection
    /// Beyond so many unread bytes nothing more is read. A head that is not complete never has as many.
    let unreadLimitBytes: Int
    var machine: any WireMachine & ~Copyable
    var peer: Peer
    var phase: Phase
    var exchanges = ExchangeTable()
    var unsent: [Unsent] = []
    /// What their boxes take of memory.
    var unsentBoxBytes = 0
    var interest = Epoll.Interest.readable
    var deadlineNanoseconds = UInt64.max
    private var writeDeadlineNanoseconds = UInt64.max
    var wantsTurn = false
    var lingerStartNanoseconds: UInt64 = 0
    var discardedBytes = 0
    /// The stream whose content waits for the disk: nothing more is read before its letter has come.
    var fullStream: StreamID?
    /// Answers whose content is read from a file while it is sent.
    var sending: [ExchangeBox] = []
    /// The machine needs more bytes, or an answer, before it goes on.
    var machineWaits = true
    /// What follows the answers that are under way; no further request is looked at.
    var socket: SocketSession?

    init(on loop: Loop, _ connection: consuming Connection, peer: Peer, service: ServerConnection.Service) {
        self.loop = loop
        self.service = service
        self.peer = peer
        phase = connection.usesTLS ? .handshaking : .open
        self.connection = connection
        unreadLimitBytes = max(BufferPool.capacityBytes, service.pipeline.httpLimits.unfinishedHeadBytes)
        machine = service.makeMachine(loop.nowNanoseconds)
    }

    /// Bytes that were read and not used yet.
    var unreadCount: Int { connection.unreadCount }

    /// What it takes of memory for its client.
    @inline(__always)
    mutating func held() -> HeldBytes {
        let buffers = connection.heldBytes
        return buffers == 0 && exchanges.isEmpty ? HeldBytes() : held(withBuffers: buffers)
    }

    private mutating func held(withBuffers buffers: Int) -> HeldBytes {
        var held = exchanges.held
        held.allocated += buffers + machine.heldBytes + unsentBoxBytes
        // Blocks that grow leave gaps behind.
        held.allocated += held.allocated / Self.allocatorLossDivisor + Self.ownBytes
        return held
    }

    private mutating func wish() -> Wish {
        if phase == .closed { return exchanges.isEmpty ? .leave : .waitForOperations }
        if phase == .changed, let socket { return .change(socket) }
        defer { wantsTurn = false }
        return .wait(for: interest, deadlineNanoseconds: deadlineNanoseconds, wantsTurn: wantsTurn)
    }
}

// MARK: What happens to it

extension Conversation {
    /// It has got its place on the loop.
    mutating func start(as key: MemberKey) -> Wish {
        self.key = key
        let handshake = UInt64(service.pipeline.limits.tlsHandshakeMilliseconds) * 1_000_000
        deadlineNanoseconds = loop.nowNanoseconds + handshake
        if phase == .open { open() }
        return wish()
    }

    /// From now on the machine is spoken to.
    mutating func open() {
        phase = .open
        if loop.isDraining { perform(machine.drain(nowNanoseconds: loop.nowNanoseconds)) }
        deadlineNanoseconds = machine.deadlineNanoseconds
    }

    mutating func ready(_ readiness: Epoll.Interest) -> Wish {
        switch phase {
        case .handshaking: handshake()
        case .lingering: discard()
        case .closed, .changed: break
        case .open: openAndReady(readiness)
        }
        return wish()
    }

    private mutating func openAndReady(_ readiness: Epoll.Interest) {
        if connection.unsentCount > 0, !flush(), phase != .open { return }
        if wantsBytes { return readOn() }
        if !readiness.isDisjoint(with: .hangUp) { return close() }
        goOn()
    }

    mutating func anotherTurn() -> Wish {
        if phase == .open, wantsBytes { readOn() }
        return wish()
    }

    mutating func deadlinePassed() -> Wish {
        if phase == .open, connection.unsentCount == 0 {
            perform(machine.timePassed())
            settle()
        } else {
            close()
        }
        return wish()
    }

    /// The process holds too much for its clients: what is held for this one is let go. An operation that runs goes on.
    /// - Returns: what it wants now; `nil` when it does not give way.
    mutating func giveWay() -> Wish? {
        if phase == .closed { return nil }
        if phase == .open, connection.unsentCount == 0 {
            let event = machine.roomIsGone()
            guard event != .needsMore else { return nil }
            perform(event)
            settle()
        } else {
            for entry in unsent {
                entry.box.exchange.facts.errorCode = .overloaded
                entry.box.exchange.facts.errorDetail = .buffersFull
            }
            close()
        }
        return wish()
    }

    /// An operation that ran elsewhere has ended.
    mutating func completed(_ stream: StreamID, _ completion: Completion) -> Wish {
        if let box = exchanges[stream] {
            service.pipeline.completed(&box.exchange, completion)
            if phase == .closed {
                // Nobody is there to read the answer; what was done is logged all the same.
                exchanges.remove(stream)
                service.finish(box)
            } else {
                respond(box)
                goOn()
            }
        }
        return wish()
    }

    /// What a stage waited for has come.
    mutating func resume(_ stream: StreamID) -> Wish {
        if let box = exchanges[stream] {
            if phase == .closed {
                service.pipeline.gone(&box.exchange)
                forget(box)
            } else {
                goOn(with: box)
                goOn()
            }
        }
        return wish()
    }

    private mutating func goOn(with box: ExchangeBox) {
        if box.exchange.response.file != nil {
            sendFile(box)
        } else if fullStream == box.stream {
            fullStream = nil
            machine.peerMayGoOn(nowNanoseconds: loop.nowNanoseconds)
        } else {
            follow(service.pipeline.resume(&box.exchange), box)
        }
    }

    /// The gateway is stopping. What the client has sent by now is in flight, read or not.
    mutating func drain() -> Wish {
        if phase == .open {
            perform(machine.drain(nowNanoseconds: loop.nowNanoseconds))
            settle()
            if phase == .open, wantsBytes { readOn() }
        } else if phase == .lingering {
            lingerOn()
        }
        return wish()
    }

    /// The loop is stopped.
    mutating func abandon() -> Wish {
        if phase == .open, case .gone(let stream) = machine.inputEnded(unreadBytes: 0), exchanges[stream] == nil {
            let box = makeExchange(stream, takingHead: true)
            note(box)
            box.exchange.facts.requestID = service.pipeline.nextRequestID()
        }
        endSending()
        for box in exchanges.all {
            service.pipeline.fail(&box.exchange, APIError(.stopping, .stopping))
            service.pipeline.sent(&box.exchange)
            exchanges.remove(box.stream)
        }
        close()
        return wish()
    }
}

// MARK: Answering

extension Conversation {
    mutating func respond(_ box: ExchangeBox) {
        if box.exchange.response.file != nil { return beginSending(box) }
        if let opened = box.exchange.socket.take() { socket = opened }
        connection.prepareOutput(loop.buffers)
        write(&box.exchange)
        endResponse(box)
    }

    mutating func endResponse(_ box: ExchangeBox) {
        machine.endResponse(box.stream, nowNanoseconds: loop.nowNanoseconds)
        exchanges.remove(box.stream)
        unsent.append(Unsent(box: box, end: connection.outputEnd, bytes: box.keptBytes))
        unsentBoxBytes += box.keptBytes
    }

    private mutating func write(_ exchange: inout Exchange) {
        let start = connection.unsentCount
        let stream = exchange.key.stream
        exchange.note(machine.progress(of: stream))
        machine.respond(
            stream, exchange.response.head, contentLength: exchange.response.contentLength,
            isLast: exchange.peer.isRefused, date: service.pipeline.date, output: &connection.output)
        machine.respond(stream, content: exchange.response.content.span, output: &connection.output)
        exchange.facts.bytesOut = connection.unsentCount - start
    }

    /// Hands on what is to be sent, and waits for what comes next.
    /// - Returns: whether all has gone and the connection goes on.
    @discardableResult
    mutating func settle() -> Bool {
        guard phase == .open else { return false }
        if connection.unsentCount > 0, !flush() { return false }
        if socket != nil {
            phase = .changed
            return false
        }
        if machine.hasEnded, exchanges.isEmpty {
            linger()
            return false
        }
        if !sending.isEmpty { askForMore() }
        connection.dropUsed(loop.buffers)
        interest = connection.interest(reads: wantsBytes)
        // A client is not blamed for a slow disk.
        deadlineNanoseconds = fullStream == nil ? machine.deadlineNanoseconds : .max
        return true
    }

    /// - Returns: whether all has gone.
    private mutating func flush() -> Bool {
        let before = connection.sentBytes
        switch connection.flush(loop.buffers) {
        case .done, .moved, .ended:
            logSent()
            if writeDeadlineNanoseconds < .max { machine.peerMayGoOn(nowNanoseconds: loop.nowNanoseconds) }
            writeDeadlineNanoseconds = .max
            return true
        case .blocked:
            logSent()
            for index in unsent.indices where !unsent[index].isReduced {
                unsent[index].box.dropContents()
                unsent[index].isReduced = true
            }
            interest = connection.interest(reads: wantsBytes)
            if connection.sentBytes > before || writeDeadlineNanoseconds == .max {
                let stall = UInt64(service.pipeline.limits.writeStallMilliseconds) * 1_000_000
                writeDeadlineNanoseconds = loop.nowNanoseconds + stall
            }
            deadlineNanoseconds = writeDeadlineNanoseconds
        case .failed: close()
        }
        return false
    }

    /// Writes the lines of the exchanges whose answers have gone.
    private mutating func logSent() {
        var count = 0
        while count < unsent.count, unsent[count].end <= connection.sentBytes {
            unsentBoxBytes -= unsent[count].bytes
            service.finish(unsent[count].box)
            count += 1
        }
        if count == unsent.count { unsent.removeAll(keepingCapacity: count <= 4) } else { unsent.removeFirst(count) }
    }
}

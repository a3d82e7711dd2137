import Kit
import System

/// One client's connection after its upgrade to WebSocket: carries the messages of a session.
///
/// A member of its loop of its own, which takes over what a `ServerConnection` has: socket, TLS, unread bytes, and its
/// places in the counts. A conversation of requests and answers by stream has little in common with it, and HTTP does
/// not pay for it. It reads while an event runs, but no further than a buffer full; what one turn of the loop brings
/// goes out in one write.
final class WebSocketConnection: LoopMember, SocketCarrier {
    enum Phase {
        case open
        /// Our side is ended; what still comes in is thrown away, so that the last frame is not lost to a reset.
        case lingering
        case closed
    }

    private static let readsInTurn = 4
    /// Beyond so many unsent bytes no further event is looked at, and none of the queue is copied.
    private static let outputLimitBytes = 64 * 1024
    private static let lingerNanoseconds: UInt64 = 2_000_000_000
    private static let lingerBytes = 1 << 20

    private let service: ServerConnection.Service
    let session: SocketSession
    private var connection: Connection
    private var machine: WebSocketMachine
    private let descriptor: Int32
    private var phase = Phase.open
    private var interest = Epoll.Interest.readable
    /// Messages that others get too; they go after `connection.output`.
    private var queue: [SharedMessage] = []
    private var queuedBytes = 0
    private var isFlushDue = false
    private var writeDeadlineNanoseconds = UInt64.max
    /// It was not read on, since too much waited to be sent.
    private var hasPaused = false
    private var discardedBytes = 0
    private(set) var held = HeldBytes()

    init(
        on loop: Loop, takingOver connection: consuming Connection, session: SocketSession,
        service: ServerConnection.Service
    ) {
        self.service = service
        self.session = session
        descriptor = connection.descriptor
        self.connection = connection
        let limits = session.limits
        machine = WebSocketMachine(
            limits: WebSocketLimits(
                messageBytes: session.origin.messageBytes, pingMilliseconds: session.pingMilliseconds,
                pongMilliseconds: limits.pongMilliseconds),
            nowNanoseconds: loop.nowNanoseconds)
        super.init(on: loop)
    }

    /// Takes its place on the loop, when the connection before it has left. What came behind the request is read.
    func start() {
        do throws(SystemError) { try loop.add(self, watching: descriptor, for: interest) } catch {
            // There is no memory for it.
            session.carrierEnded(.reset)
            return leaveCounts()
        }
        session.attach(self)
        serve()
        if phase == .open, connection.hasPending { readOn() }
        settle()
    }

    // MARK: - What happens to it

    override func ready(_ readiness: Epoll.Interest) {
        switch phase {
        case .lingering: return discard()
        case .closed: return
        case .open: break
        }
        if connection.unsentCount > 0 { flush() }
        guard phase == .open else { return }
        if wantsBytes {
            readOn()
        } else if !readiness.isDisjoint(with: .hangUp) {
            return lose()
        }
        settle()
    }

    override func anotherTurn() {
        isFlushDue = false
        guard phase == .open else { return }
        serve()
        if phase == .open, wantsBytes, connection.hasPending { readOn() }
        settle()
    }

    override func deadlinePassed() {
        guard phase == .open else { return close() }
        guard loop.nowNanoseconds < writeDeadlineNanoseconds else {
            return lose(SocketEnd(code: 1006, error: .slowReader, detail: .unread))
        }
        follow(machine.timePassed(nowNanoseconds: loop.nowNanoseconds, output: &connection.output))
        settle()
    }

    /// The loop is stopped.
    override func abandon() {
        session.abandon()
        if phase == .open { _ = connection.flush(loop.buffers) }
        lose()
    }

    // MARK: - Reading

    /// There is room for another answer. Who has not taken the last gets no other while memory is scarce.
    private var hasRoom: Bool {
        let unsent = unsentBytes
        return unsent == 0 || unsent < Self.outputLimitBytes && !service.buffers.budget.isScarce
    }

    private var wantsBytes: Bool {
        !connection.inputHasEnded && connection.unreadCount < BufferPool.capacityBytes && hasRoom
    }

    private func readOn() {
        for _ in 0..<Self.readsInTurn {
            switch connection.read(loop.buffers) {
            case .moved: serve()
            case .blocked, .ended, .done: return serve()
            case .failed: return lose()
            }
            // What TLS has decrypted ahead, epoll does not see.
            guard phase == .open, wantsBytes, connection.hasPending else { return }
        }
        flushLater()
    }

    /// Hands what was read to the session, message by message, one event at a time.
    private func serve() {
        while phase == .open, !session.isBusy, !machine.hasEnded, hasRoom {
            let now = loop.nowNanoseconds
            let step = connection.lendUnread { unread, output in
                machine.read(unread, nowNanoseconds: now, output: &output)
            }
            connection.use(step.consumed)
            if step.event == .needsMore {
                guard connection.inputHasEnded else { return }
                return follow(machine.inputEnded())
            }
            follow(step.event)
        }
    }

    private func follow(_ event: WebSocketEvent) {
        switch event {
        case .needsMore: break
        case .message(.text):
            var message: [UInt8] = []
            machine.takeMessage(&message)
            session.receive(message)
        case .message(.binary): close(with: .unacceptableData)
        case .ended(let end):
            dropQueue()
            if connection.unsentCount > 0 {
                writeDeadlineNanoseconds = min(writeDeadlineNanoseconds, loop.nowNanoseconds + Self.lingerNanoseconds)
            }
            session.carrierEnded(SocketEnd(end))
        }
    }

    // MARK: - SocketCarrier

    var unsentBytes: Int { connection.unsentCount + queuedBytes }

    func send(_ message: SharedMessage) {
        guard phase == .open, machine.isOpen else { return }
        queue.append(message)
        queuedBytes += message.frame.count
        if queuedBytes > session.limits.unsentBytes { settle() }
        flushLater()
    }

    func send(_ payload: Span<UInt8>) {
        guard phase == .open, machine.isOpen else { return }
        // In its order behind what waits already.
        guard queue.isEmpty else { return send(SharedMessage(payload)) }
        connection.prepareOutput(loop.buffers)
        WebSocketMachine.append(payload, as: .text, to: &connection.output)
        flushLater()
    }

    func eventEnded() { flushLater() }

    func end(_ closing: SocketClosing, dropsUnsent: Bool) {
        if dropsUnsent { dropQueue() }
        close(with: WebSocketCloseCode(rawValue: closing.code), reason: closing.reason)
        flushLater()
    }

    /// Begins to close: what waits goes first, and the client's Close is waited for.
    private func close(with code: WebSocketCloseCode, reason: String = "") {
        guard phase == .open else { return }
        moveQueue(upTo: .max)
        machine.close(code, reason: reason, nowNanoseconds: loop.nowNanoseconds, output: &connection.output)
    }

    /// At the end of this turn, when all that it brings has come.
    private func flushLater() {
        guard !isFlushDue, phase == .open else { return }
        isFlushDue = true
        loop.giveAnotherTurn(to: self)
    }

    // MARK: - Sending

    /// Copies what waits behind the output into it, while that is short.
    private func moveQueue(upTo limitBytes: Int) {
        guard !queue.isEmpty else { return }
        connection.prepareOutput(loop.buffers)
        var count = 0
        while count < queue.count, connection.unsentCount < limitBytes {
            let frame = queue[count].frame
            connection.output.append(copying: frame.span)
            queuedBytes -= frame.count
            count += 1
        }
        if count == queue.count { queue.removeAll(keepingCapacity: count <= 8) } else { queue.removeFirst(count) }
    }

    private func dropQueue() {
        queue = []
        queuedBytes = 0
    }

    /// Sends what the kernel takes.
    private func flush() {
        repeat {
            moveQueue(upTo: Self.outputLimitBytes)
            guard connection.unsentCount > 0 else { return }
            let before = connection.sentBytes
            switch connection.flush(loop.buffers) {
            case .done, .moved, .ended:
                if writeDeadlineNanoseconds < .max {
                    machine.peerMayGoOn(nowNanoseconds: loop.nowNanoseconds, output: &connection.output)
                }
                writeDeadlineNanoseconds = .max
            case .blocked:
                if connection.sentBytes > before || writeDeadlineNanoseconds == .max {
                    let stall = UInt64(service.pipeline.limits.writeStallMilliseconds) * 1_000_000
                    writeDeadlineNanoseconds =
                        loop.nowNanoseconds + (machine.hasEnded ? min(stall, Self.lingerNanoseconds) : stall)
                }
                return
            case .failed: return lose()
            }
        } while !queue.isEmpty || connection.unsentCount > 0
    }

    /// Sends what is to be sent, and waits for what comes next.
    private func settle() {
        guard phase == .open else { return }
        flush()
        guard phase == .open else { return }
        if machine.hasEnded, connection.unsentCount == 0 { return linger() }
        if hasRoom {
            if hasPaused {
                hasPaused = false
                machine.peerMayGoOn(nowNanoseconds: loop.nowNanoseconds, output: &connection.output)
                // Messages that were read before have waited for room.
                flushLater()
            }
        } else {
            hasPaused = true
        }
        connection.dropUsed(loop.buffers)
        watch(connection.interest(reads: wantsBytes))
        let waitsForPeer = !hasPaused || !machine.isOpen
        setDeadline(min(writeDeadlineNanoseconds, waitsForPeer ? machine.deadlineNanoseconds : .max))
        noteHeld()
    }

    private func watch(_ wanted: Epoll.Interest) {
        guard wanted != interest else { return }
        interest = wanted
        loop.watch(self, descriptor, for: wanted)
    }

    // MARK: - The end

    /// All is said: ends our side, then waits for the peer's end.
    private func linger() {
        phase = .lingering
        connection.endWriting()
        connection.dropBuffers(loop.buffers)
        watch(.readable)
        setDeadline(loop.nowNanoseconds + Self.lingerNanoseconds)
        noteHeld()
    }

    private func discard() {
        guard let count = connection.discard(loop.buffers) else { return close() }
        discardedBytes += count
        if discardedBytes > Self.lingerBytes { close() }
    }

    /// The connection is no more, and nothing could be said.
    private func lose(_ end: SocketEnd = .reset) {
        session.carrierEnded(end)
        close()
    }

    private func close() {
        guard phase != .closed else { return }
        if phase == .open { connection.sayGoodbye() }
        phase = .closed
        dropQueue()
        connection.dropBuffers(loop.buffers)
        noteHeld()
        loop.unwatch(descriptor)
        setDeadline(.max)
        if loop.remove(self) { leaveCounts() }
    }

    private func leaveCounts() {
        service.count.leave()
        service.buffers.connectionLeft()
    }
}

// MARK: Memory

extension WebSocketConnection: BufferHolder {
    /// What others have too is counted elsewhere, once.
    var weightBytes: Int { held.all + queuedBytes }

    func giveWay() -> Bool {
        guard phase == .open, weightBytes > 0 else { return false }
        session.end(
            .tryAgainLater, SocketEnd(code: 1013, error: .overloaded, detail: .buffersFull), dropsUnsent: true)
        connection.dropUsed(loop.buffers)
        flushLater()
        return true
    }

    private func noteHeld() {
        let buffers = connection.heldBytes + machine.heldBytes + session.heldBytes
        let now = HeldBytes(allocated: buffers + queue.capacity * MemoryLayout<SharedMessage?>.stride)
        guard now != held else { return }
        service.buffers.note(from: held, to: now)
        held = now
    }
}

extension SocketEnd {
    /// The connection broke.
    static let reset = SocketEnd(code: 1006, error: .clientGone, detail: .clientLeft)

    /// As the machine tells of it.
    init(_ end: WebSocketEnd) {
        switch end {
        case .closedByPeer, .closed: self.init(code: end.closeCode.rawValue)
        case .silent: self.init(code: 1006, error: .socketSilent, detail: .pongMissing)
        case .gone: self = .reset
        case .failed(let flaw):
            let detail: ErrorDetail =
                switch flaw {
                case .closeReasonNotUTF8, .textNotUTF8: .textNotUTF8
                case .messageTooLarge, .messageInTooManyFrames: .messageTooLong
                case .tooSlow: .messageTooSlow
                default: .frameMalformed
                }
            self.init(code: flaw.closeCode.rawValue, error: .socketMalformed, detail: detail)
        }
    }
}

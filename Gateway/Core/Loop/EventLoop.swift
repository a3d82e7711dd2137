package import System

/// One thread's share of the work: its listeners, its connections, its clock, its part of the pipeline.
///
/// A connection lives and dies on one loop, so nothing here is locked. Made and used on the loop's thread alone.
package final class EventLoop {
    private static let mailboxSlot = UInt32.max
    private static let firstListenerSlot = UInt32.max - 1024
    /// Connections taken from one listener before others get a turn.
    private static let acceptedPerTurn = 64
    /// How long a listener rests when no descriptor is left.
    private static let restNanoseconds: UInt64 = 100_000_000

    let pipeline: Pipeline
    private let epoll: Epoll
    private let mailbox: Mailbox
    private let count: ConnectionCount
    /// Room for request bodies, shared by all loops.
    let bodies: BodyBudget
    private var listeners: [Listener]
    private var connections: [Connection?] = []
    private var generations: [UInt32] = []
    private var freeSlots: [Int] = []
    private var wheel: DeadlineWheel
    private var spare = SpareDescriptor()
    private var restsUntilNanoseconds: UInt64?
    private var letters: [Mailbox.Letter] = []
    private var exchanges: [Exchange] = []
    /// Connections with bytes at hand that epoll does not see.
    private var eager: [Connection] = []
    private var isStopped = false

    /// Connections now on this loop.
    private(set) var connectionCount = 0
    /// Requests in flight are answered, new ones are not taken.
    private(set) var isDraining = false
    /// Buffers lent to connections.
    var buffers = BufferPool()
    /// The moment at which the current turn began.
    private(set) var nowNanoseconds: UInt64

    package init(
        pipeline: Pipeline, mailbox: Mailbox, listeners: [Listener], count: ConnectionCount, bodies: BodyBudget
    ) throws(SystemError) {
        self.pipeline = pipeline
        self.mailbox = mailbox
        self.listeners = listeners
        self.count = count
        self.bodies = bodies
        nowNanoseconds = Clock.monotonicNanoseconds()
        wheel = DeadlineWheel(nowNanoseconds: nowNanoseconds)
        epoll = try Epoll()
        try epoll.add(mailbox.number, .readable, tag: UInt64(Self.mailboxSlot))
        for index in listeners.indices { try watchListener(index) }
    }

    /// Runs until told to stop, or until the last connection is gone after a drain.
    package func run() {
        while !isStopped && !(isDraining && connectionCount == 0) {
            let eventCount = epoll.wait(timeoutMilliseconds: sleepMilliseconds())
            nowNanoseconds = Clock.monotonicNanoseconds()
            pipeline.beginTurn(nowNanoseconds: nowNanoseconds)
            for index in 0..<eventCount { handle(epoll.event(index)) }
            readOn()
            for entry in wheel.takeDue(nowNanoseconds: nowNanoseconds) { look(at: entry) }
            wakeListeners()
            pipeline.endTurn(nowNanoseconds: nowNanoseconds)
        }
        for case let connection? in connections { connection.abandon() }
        pipeline.finish()
    }

    /// Gives each connection that has decrypted more than it could use in its last turn another one.
    private func readOn() {
        guard !eager.isEmpty else { return }
        var connections: [Connection] = []
        swap(&connections, &eager)
        for connection in connections { connection.readOn() }
    }

    private func sleepMilliseconds() -> Int32 {
        if !eager.isEmpty { return 0 }
        var nanoseconds = wheel.nanosecondsToNext(from: nowNanoseconds)
        for moment in [pipeline.wantsTurnAtNanoseconds, restsUntilNanoseconds] {
            guard let moment else { continue }
            let rest = moment > nowNanoseconds ? moment - nowNanoseconds : 0
            nanoseconds = min(nanoseconds ?? rest, rest)
        }
        guard let nanoseconds else { return -1 }
        return Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
    }

    private func handle(_ event: (tag: UInt64, readiness: Epoll.Interest)) {
        let key = ConnectionKey(tag: event.tag)
        if key.slot < Self.firstListenerSlot {
            connection(key)?.ready(event.readiness)
        } else if key.slot == Self.mailboxSlot {
            readMail()
        } else {
            accept(from: Int(key.slot - Self.firstListenerSlot))
        }
    }

    private func connection(_ key: ConnectionKey) -> Connection? {
        let slot = Int(key.slot)
        guard slot < connections.count, generations[slot] == key.generation else { return nil }
        return connections[slot]
    }
}

// MARK: Mail

extension EventLoop {
    private func readMail() {
        mailbox.collect(into: &letters)
        for letter in letters {
            switch letter {
            case .completed(let key, let result): connection(key)?.operationCompleted(result)
            case .drain: drain()
            case .stop: isStopped = true
            }
        }
        letters.removeAll(keepingCapacity: true)
    }

    private func drain() {
        isDraining = true
        for listener in listeners {
            epoll.remove(listener.socket.number)
            // Connections keep their listener for the log: letting go of it here would not close the port.
            listener.socket.endListening()
        }
        listeners = []
        for case let connection? in connections { connection.drain() }
    }
}

// MARK: Connections

extension EventLoop {
    private func watchListener(_ index: Int) throws(SystemError) {
        try epoll.add(
            listeners[index].socket.number, .readable, tag: UInt64(Self.firstListenerSlot + UInt32(index)))
    }

    private func accept(from index: Int) {
        guard index < listeners.count else { return }
        let listener = listeners[index]
        for _ in 0..<Self.acceptedPerTurn {
            switch listener.socket.acceptNext() {
            case .connection(let socket, let peer): open(socket, peer, listener)
            case .aborted: continue
            case .wouldBlock: return
            case .exhausted: return rest(from: listener)
            }
        }
    }

    /// No descriptor is left: one client is refused with the spare one, the rest wait a moment in the backlog.
    private func rest(from listener: Listener) {
        let refusal = pipeline.overloadRefusal()
        spare.lend {
            guard case .connection(let socket, _) = listener.socket.acceptNext() else { return }
            if listener.tls == nil { _ = socket.write(refusal.span) }
        }
        for listener in listeners { epoll.remove(listener.socket.number) }
        restsUntilNanoseconds = nowNanoseconds + Self.restNanoseconds
    }

    private func wakeListeners() {
        guard let moment = restsUntilNanoseconds, moment <= nowNanoseconds else { return }
        restsUntilNanoseconds = nil
        for index in listeners.indices {
            do throws(SystemError) { try watchListener(index) } catch {
                // EEXIST is one that was watched again in an earlier attempt; without memory, the next may do better.
                if !error.isAlreadyThere { restsUntilNanoseconds = nowNanoseconds + Self.restNanoseconds }
            }
        }
    }

    private func open(_ socket: Socket, _ peer: SocketAddress, _ listener: Listener) {
        let admission = count.admit()
        if admission == .drop { return count.leave() }
        let tls = listener.tls.map { TLSSession(context: $0, descriptor: socket.number) }
        let slot = freeSlots.popLast() ?? newSlot()
        generations[slot] &+= 1
        let key = ConnectionKey(slot: UInt32(slot), generation: generations[slot])
        let connection = Connection(
            key: key, loop: self, socket: socket, tls: tls, peer: peer, listener: listener,
            isRefused: admission == .refuse)
        guard (try? epoll.add(socket.number, .readable, tag: key.tag)) != nil else {
            freeSlots.append(slot)
            return count.leave()
        }
        connections[slot] = connection
        connectionCount += 1
        connection.start()
    }

    private func newSlot() -> Int {
        connections.append(nil)
        generations.append(0)
        return connections.count - 1
    }

    /// Forgets a connection whose socket is closed. Its slot goes to a later one, with another generation.
    func release(_ connection: Connection) {
        let slot = Int(connection.key.slot)
        guard connections[slot] === connection else { return }
        connections[slot] = nil
        freeSlots.append(slot)
        connectionCount -= 1
        count.leave()
    }

    /// Watches a connection for something else from now on.
    func watch(_ connection: Connection, _ descriptor: Int32, for interest: Epoll.Interest) {
        epoll.change(descriptor, interest, tag: connection.key.tag)
    }

    /// Has a connection read on in the next turn, when others have had theirs.
    func continueNextTurn(_ connection: Connection) { eager.append(connection) }

    /// Watches a descriptor no longer.
    func unwatch(_ descriptor: Int32) { epoll.remove(descriptor) }

    /// An exchange that is ready for a request.
    func takeExchange() -> Exchange { exchanges.popLast() ?? Exchange() }

    /// Takes an exchange back for later requests.
    func giveBack(_ exchange: Exchange) {
        exchange.reset()
        if exchanges.count < 64 { exchanges.append(exchange) }
    }

    /// Has `connection` looked at no later than a tick after its deadline.
    func schedule(_ connection: Connection) {
        let tick = wheel.tick(atNanoseconds: connection.deadlineNanoseconds)
        guard tick < connection.scheduledTick else { return }
        connection.scheduledTick = tick
        wheel.add(DeadlineWheel.Entry(key: connection.key, tick: tick))
    }

    private func look(at entry: DeadlineWheel.Entry) {
        guard let connection = connection(entry.key), connection.scheduledTick == entry.tick else { return }
        connection.scheduledTick = .max
        if connection.deadlineNanoseconds <= nowNanoseconds { connection.deadlinePassed() }
        if !connection.isClosed { schedule(connection) }
    }
}

@available(*, unavailable)
extension EventLoop: Sendable {}

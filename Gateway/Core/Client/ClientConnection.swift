import System

/// One connection to another server: connects, shakes hands, sends a request, reads the answer, and then waits for the
/// next request. It reads while it sends, so that an early answer is seen.
final class ClientConnection: LoopMember {
    private enum Phase {
        case connecting
        case handshaking
        /// A request is being sent, its answer read, or both.
        case busy
        case idle
        case closed
    }

    /// Shorter than most servers keep a connection that is not used.
    private static let idleNanoseconds: UInt64 = 4_000_000_000
    private static let readsInTurn = 4

    private weak var pool: ClientPool?
    private var connection: Connection
    private var phase = Phase.connecting
    private var interest = Epoll.Interest.writable
    private var request: ClientRequest
    private var parser: ResponseParser
    /// The connection was idle before this request.
    private var isReused = false
    /// The other side takes no more of the request.
    private var isRefused = false

    /// Begins to connect, and sends the request once connected. Then `start` is called.
    /// - Throws: what the kernel knows at once, e.g. that there is no route.
    init(
        on loop: Loop, to address: SocketAddress, for pool: ClientPool, _ request: ClientRequest
    ) throws(SystemError) {
        let origin = pool.origin
        connection = try Connection(to: address, tls: origin.tls, asking: origin.host)
        connection.output = request.bytes
        parser = ResponseParser(contentLimitBytes: request.sink.limitBytes)
        self.pool = pool
        self.request = request
        super.init(on: loop)
    }

    /// Takes its place on the loop.
    func start() throws(SystemError) {
        try loop.add(self, watching: connection.descriptor, for: interest)
        setDeadline(request.deadlineNanoseconds)
    }

    /// It waits for a request.
    var isIdle: Bool { phase == .idle }

    /// Sends a request over a connection that is idle.
    func send(_ request: ClientRequest) {
        self.request = request
        parser = ResponseParser(contentLimitBytes: request.sink.limitBytes)
        isReused = true
        phase = .busy
        connection.output = request.bytes
        setDeadline(request.deadlineNanoseconds)
        sendRest()
        watch()
    }

    /// Closes it; a request that is on its way gets no completion.
    func close() {
        guard phase != .closed else { return }
        if phase == .idle { connection.sayGoodbye() }
        phase = .closed
        setDeadline(.max)
        loop.unwatch(connection.descriptor)
        loop.remove(self)
        connection.dropBuffers(loop.buffers)
        pool?.forget(self)
    }

    // MARK: - What happens to it

    /// The pool's owner decides when a loop may end, not a connection.
    override var holdsLoop: Bool { false }

    override func ready(_ readiness: Epoll.Interest) {
        switch phase {
        case .connecting:
            if let failure = connection.connectFailure { return fail("connecting", failure.reason) }
            phase = .handshaking
            proceed()
        case .handshaking, .busy, .idle: proceed()
        case .closed: break
        }
    }

    override func anotherTurn() { proceed() }

    override func deadlinePassed() {
        let action: String
        switch phase {
        case .idle, .closed: return close()
        case .connecting: action = "connecting"
        case .handshaking: action = "the TLS handshake"
        case .busy where connection.unsentCount > 0: action = "sending the request"
        case .busy: action = parser.isInContent ? "reading the answer's body" : "waiting for the answer"
        }
        fail(action, "it took too long")
    }

    private func proceed() {
        if phase == .handshaking { shakeHands() }
        if phase == .busy { sendRest() }
        if phase == .busy || phase == .idle { readOn() }
        connection.dropUsed(loop.buffers)
        watch()
    }

    private func watch() {
        guard phase == .busy || phase == .idle else { return }
        watch(connection.interest(reads: true))
    }

    private func watch(_ wanted: Epoll.Interest) {
        guard wanted != interest else { return }
        interest = wanted
        loop.watch(self, connection.descriptor, for: wanted)
    }
}

// MARK: Steps

extension ClientConnection {
    private func shakeHands() {
        switch connection.handshake() {
        case .done: phase = .busy
        case .wouldBlock(let readiness): watch(readiness == .readable ? .readable : .writable)
        case .closed: fail("the TLS handshake", Self.closedWords)
        case .failed(let error):
            let flaw = connection.certificateFlaw.map { "the certificate is refused: \($0)" }
            fail("the TLS handshake", flaw ?? "\(error)")
        }
    }

    private func sendRest() {
        guard connection.unsentCount > 0, case .failed = connection.flush(loop.buffers) else { return }
        // The answer may stand there already, and say why: a server that refuses a body closes early.
        connection.dropOutput(loop.buffers)
        isRefused = true
    }

    private func readOn() {
        for _ in 0..<Self.readsInTurn {
            switch connection.read(loop.buffers) {
            // A server says nothing unasked: it talks nonsense.
            case .moved where phase == .idle: return close()
            case .moved: parse()
            case .blocked, .done: return
            case .ended: return inputEnded()
            case .failed(let error): return lose(error.reason)
            }
            // What TLS has decrypted ahead, epoll does not see.
            guard phase == .busy, connection.hasPending else { return }
        }
        loop.giveAnotherTurn(to: self)
    }

    private func parse() {
        while phase == .busy {
            let step = connection.withUnread { parser.parse($0) }
            connection.use(step.consumed)
            switch step.event {
            case .needMore: return
            // `nothing` is the only sink.
            case .headComplete, .content: break
            case .complete: answer()
            case .failed(let flaw): fail("reading the answer", "it \(flaw)")
            }
        }
    }

    private func inputEnded() {
        guard phase == .busy else { return close() }
        switch parser.inputEnded() {
        case .complete: answer()
        default: lose(Self.closedWords)
        }
    }

    private static let closedWords = "the provider closed the connection"
}

// MARK: Ends of a request

extension ClientConnection {
    private func answer() {
        let isKept = parser.keepsConnection(unreadBytes: connection.unreadCount)
        if isKept, connection.unsentCount == 0, !isRefused, !connection.inputHasEnded {
            phase = .idle
            setDeadline(loop.nowNanoseconds + Self.idleNanoseconds)
        } else {
            close()
        }
        let (request, head) = (request, parser.head)
        request.completion(.answered(head))
    }

    /// The connection ended before its answer did.
    private func lose(_ reason: String) {
        if phase == .idle { return close() }
        guard !isReused || parser.hasBegun else {
            // The server had closed it meanwhile: that says nothing about the request.
            let pool = pool
            close()
            pool?.sendAnew(request)
            return
        }
        fail(parser.hasBegun ? "reading the answer" : "waiting for the answer", reason)
    }

    /// A server that has said what became of the request has taken it: what is wrong with the rest of its answer ends
    /// the connection, and is no reason to send the request again.
    private func fail(_ action: String, _ reason: String) {
        close()
        if let head = parser.verdict { return request.completion(.answered(head)) }
        pool?.noteFailure()
        request.completion(.failed("\(action): \(reason)"))
    }
}

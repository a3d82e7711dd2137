import Kit
import System

/// The bytes of one client: socket, TLS, buffers, deadlines. What the bytes mean is its protocol's business.
///
/// One turn reads at most a buffer full. While output is waiting or an operation is running, nothing is read: a client
/// that does not take its answers is not given more.
final class Connection {
    let key: ConnectionKey
    /// Where the client is.
    let peer: SocketAddress
    /// The port it came in by.
    let listener: Listener
    /// Over the limit of connections: its first request is answered with 503.
    let isRefused: Bool
    /// The loop it lives on. The loop lets go of its connections, so strong references both ways make no leak.
    let loop: EventLoop
    let pipeline: Pipeline

    /// Bytes to send; the protocol appends, `send` hands them over.
    var output: [UInt8] = []
    private var outputStart = 0
    private var input: [UInt8] = []
    /// How much of `input` is consumed.
    private var inputStart = 0

    private let socket: Socket
    private let tls: TLSSession?
    private var wire: (any WireProtocol)?
    private var phase: Phase
    private var interest: Epoll.Interest = .readable
    private var isReadingPaused = false
    private var discardedBytes = 0
    /// Reads in one turn of the loop.
    private static let readsInTurn = 4
    /// The listener, the client and the encryption, for the access log; made when first needed.
    private(set) lazy var logFields = ConnectionLogFields.make(self)

    /// When the stall that is being waited out is over. Set with `setDeadline`.
    private(set) var deadlineNanoseconds = UInt64.max
    /// The tick at which the loop looks here next.
    var scheduledTick = UInt64.max

    private enum Phase {
        case handshaking
        case open
        /// Our side is ended; what still comes in is thrown away, so that the answer is not lost to a reset.
        case lingering
        case closed
    }

    init(
        key: ConnectionKey, loop: EventLoop, socket: Socket, tls: TLSSession?, peer: SocketAddress,
        listener: Listener, isRefused: Bool
    ) {
        self.key = key
        self.loop = loop
        pipeline = loop.pipeline
        self.socket = socket
        self.tls = tls
        self.peer = peer
        self.listener = listener
        self.isRefused = isRefused
        phase = tls == nil ? .open : .handshaking
    }

    /// Nothing more happens here.
    var isClosed: Bool { phase == .closed }

    /// What the TLS handshake agreed on; `nil` for plain HTTP.
    var tlsInfo: TLSInfo? { tls?.info }

    /// Sets the first deadline, and the protocol when there is no handshake to choose one.
    func start() {
        if phase == .open { return host() }
        setDeadline(inMilliseconds: pipeline.limits.tlsHandshakeMilliseconds)
    }

    /// Chooses the protocol: HTTP/1.1, until ALPN offers another.
    private func host() {
        phase = .open
        wire = HTTP1Connection(self)
    }

    /// Waits so long for the next progress.
    func setDeadline(inMilliseconds milliseconds: Int) {
        deadlineNanoseconds = loop.nowNanoseconds + UInt64(milliseconds) * 1_000_000
        loop.schedule(self)
    }

    /// Waits without end.
    func clearDeadline() { deadlineNanoseconds = .max }
}

// MARK: What happens to it

extension Connection {
    /// epoll saw something.
    func ready(_ readiness: Epoll.Interest) {
        switch phase {
        case .handshaking: handshake()
        case .lingering: discard()
        case .closed: break
        case .open:
            if outputStart < output.count {
                if send() { wire?.outputSent() }
            } else if isReadingPaused {
                // The peer sends, or has gone, while its request is being answered: not now.
                readiness.isDisjoint(with: .hangUp) ? watch([]) : close()
            } else {
                read()
            }
        }
    }

    /// The loop found the deadline passed.
    func deadlinePassed() {
        if phase == .open, let wire { wire.deadlinePassed() } else { close() }
    }

    /// An operation that ran elsewhere has ended.
    func operationCompleted(_ result: Result<Reply, APIError>) { wire?.operationCompleted(result) }

    /// The gateway is stopping.
    func drain() {
        if let wire { wire.drain() } else { close() }
    }

    private func handshake() {
        guard let tls else { return }
        switch tls.handshake() {
        case .done:
            host()
            watch(.readable)
            read()
        case .wouldBlock(let direction): watch(direction == .readable ? .readable : .writable)
        case .closed: close()
        case .failed(let error):
            guard error == .plainHTTP else {
                pipeline.handshakeFailed(error)
                return close()
            }
            refusePlainHTTP()
        }
    }

    /// Says on a TLS port, to a client that speaks plain HTTP, what it should speak.
    private func refusePlainHTTP() {
        let exchange = loop.takeExchange()
        exchange.startedNanoseconds = loop.nowNanoseconds
        exchange.closesConnection = true
        pipeline.refuse(exchange, APIError(.plainHTTPOnTLS), on: self)
        // The answer is short, and nothing was sent before it: the kernel has room.
        _ = socket.write(output.span)
        pipeline.sent(exchange, on: self)
        loop.giveBack(exchange)
        linger()
    }
}

// MARK: Reading

extension Connection {
    /// Lets a parser go on with what was read and not used.
    func parse(_ parser: inout RequestParser, into request: Request) -> RequestParser.Event {
        let step = parser.parse(input.span.extracting(inputStart...), into: request, limits: pipeline.httpLimits)
        inputStart += step.consumed
        return step.event
    }

    /// Everything read has been used.
    var unreadIsEmpty: Bool { inputStart == input.count }

    private func read() {
        var reads = 0
        while phase == .open, !isReadingPaused {
            // One client's bytes do not keep the others waiting.
            if reads == Self.readsInTurn { return loop.continueNextTurn(self) }
            reads += 1
            if input.capacity == 0 { input = loop.buffers.take() }
            switch readOnce() {
            case .moved: wire?.received()
            case .wouldBlock(let readiness):
                if outputStart == output.count { watch(readiness == .readable ? .readable : [.readable, .writable]) }
                return dropConsumedInput()
            case .endOfStream: return wire?.inputEnded() ?? close()
            case .failed: return close()
            }
            // What TLS has decrypted ahead, epoll does not see.
            guard tls?.hasPending ?? false else { break }
        }
        dropConsumedInput()
    }

    /// The loop's next turn has come for bytes that were at hand in the last.
    func readOn() {
        if phase == .open, !isReadingPaused { read() }
    }

    private func readOnce() -> IOResult {
        guard let tls else { return socket.read(appendingTo: &input, atMost: BufferPool.capacityBytes) }
        return tls.read(appendingTo: &input, atMost: BufferPool.capacityBytes)
    }

    /// Drops what has been used, and the buffer itself when nothing is left.
    private func dropConsumedInput() {
        if unreadIsEmpty {
            inputStart = 0
            loop.buffers.giveBack(&input)
        } else if inputStart >= BufferPool.capacityBytes / 2 {
            input.removeFirst(inputStart)
            inputStart = 0
        }
    }

    /// Nothing more is read until `resumeReading`.
    func pauseReading() { isReadingPaused = true }

    /// The protocol wants bytes again, and has used what it could of those it had.
    func resumeReading() {
        isReadingPaused = false
        guard phase == .open else { return }
        watch(.readable)
        if tls?.hasPending ?? false { read() } else { dropConsumedInput() }
    }

    private func watch(_ wanted: Epoll.Interest) {
        guard wanted != interest, phase != .closed else { return }
        interest = wanted
        loop.watch(self, socket.number, for: wanted)
    }
}

// MARK: Sending and closing

extension Connection {
    /// Borrows room for an answer, so that writing it does not grow an array step by step.
    func prepareOutput() {
        if output.capacity == 0 { output = loop.buffers.take() }
    }

    /// Hands `output` to the kernel.
    /// - Returns: whether all of it went. If not, `WireProtocol.outputSent` is called when it has.
    func send() -> Bool {
        while outputStart < output.count {
            switch sendOnce() {
            case .moved(let count): outputStart += count
            case .wouldBlock(let readiness):
                watch(readiness == .writable ? .writable : .readable)
                setDeadline(inMilliseconds: pipeline.limits.writeStallMilliseconds)
                return false
            case .endOfStream, .failed:
                close()
                return false
            }
        }
        outputStart = 0
        loop.buffers.giveBack(&output)
        return true
    }

    private func sendOnce() -> IOResult {
        let output = output
        let rest = output.span.extracting(outputStart...)
        guard let tls else { return socket.write(rest) }
        return tls.write(rest)
    }

    /// Ends the connection when the answer is on its way: says so to the peer, then waits a little for its end.
    func linger() {
        guard phase != .closed else { return }
        phase = .lingering
        _ = tls?.shutdown()
        socket.endWriting()
        loop.buffers.giveBack(&output)
        outputStart = 0
        watch(.readable)
        setDeadline(inMilliseconds: 2_000)
    }

    /// Throws away what comes in after the end, within bounds.
    private func discard() {
        input.removeAll(keepingCapacity: true)
        switch socket.read(appendingTo: &input, atMost: BufferPool.capacityBytes) {
        case .moved(let count):
            discardedBytes += count
            if discardedBytes > 1 << 20 { close() }
        case .wouldBlock: break
        case .endOfStream, .failed: close()
        }
    }

    /// Closes the connection now. While an operation runs for it, it is kept, so that its end can be logged.
    func close() {
        guard phase != .closed else { return }
        if phase == .open { _ = tls?.shutdown() }
        phase = .closed
        loop.unwatch(socket.number)
        loop.buffers.giveBack(&input)
        inputStart = 0
        loop.buffers.giveBack(&output)
        outputStart = 0
        if !(wire?.closed() ?? false) { forget() }
    }

    /// The loop ends: closes the connection, and logs the request whose operation nobody waits for any longer.
    func abandon() {
        wire?.abandoned()
        close()
    }

    /// Lets the loop drop a closed connection, and with it the socket.
    func forget() {
        wire = nil
        loop.release(self)
    }
}

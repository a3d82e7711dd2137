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
    /// The loop it lives on.
    unowned let loop: EventLoop

    /// Bytes read and not consumed yet.
    private(set) var input: [UInt8] = []
    /// How much of `input` is consumed.
    var inputStart = 0
    /// Bytes to send.
    var output: [UInt8] = []
    private var outputStart = 0

    private let socket: Socket
    private let tls: TLSSession?
    private var wire: (any WireProtocol)?
    private var phase: Phase
    private var interest: Epoll.Interest = .readable
    private var isReadingPaused = false
    private var lingeringBytes = 0

    /// When the stall that is being waited out is over. Set with `setDeadline`.
    private(set) var deadlineNanoseconds: UInt64 = .max
    /// The tick at which the loop looks here next.
    var scheduledTick: UInt64 = .max

    private enum Phase {
        case handshaking
        case open
        /// Our side is ended; what still comes in is thrown away, so that the answer is not lost to a reset.
        case lingering
        case closed
    }

    init(
        key: ConnectionKey, loop: EventLoop, socket: Socket, peer: SocketAddress, listener: Listener, isRefused: Bool
    ) {
        self.key = key
        self.loop = loop
        self.socket = socket
        self.peer = peer
        self.listener = listener
        self.isRefused = isRefused
        tls = listener.tls.map { TLSSession(context: $0, descriptor: socket.number) }
        phase = tls == nil ? .open : .handshaking
    }

    /// Nothing more happens here.
    var isClosed: Bool { phase == .closed }

    /// What is known of the encryption; `nil` for plain HTTP.
    var tlsSession: TLSSession? { tls }

    /// Sets the first deadline, and the protocol when there is no handshake to choose one.
    func start() {
        if phase == .open { return host() }
        setDeadline(inMilliseconds: loop.pipeline.limits.tlsHandshakeMilliseconds)
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
            if !pendingOutputIsEmpty, !readiness.isDisjoint(with: [.writable, .hangUp]) {
                continueSending()
            } else if isReadingPaused {
                // The peer sends, or has gone, while its request is being answered: not now.
                readiness.contains(.hangUp) ? close() : watch([])
            } else {
                readOnce()
            }
        }
    }

    /// The loop found the deadline passed.
    func deadlinePassed() {
        if phase == .open, let wire { wire.deadlinePassed() } else { close() }
    }

    /// An operation that ran elsewhere has ended.
    func operationCompleted(_ result: Result<[UInt8], APIError>) { wire?.operationCompleted(result) }

    /// The gateway is stopping.
    func drain() {
        if let wire { wire.drain() } else { close() }
    }

    private func handshake() {
        guard let tls else { return }
        switch tls.handshake() {
        case .done:
            host()
            readOnce()
        case .wouldBlock(let readiness): watch(readiness == .readable ? .readable : .writable)
        case .closed: close()
        case .failed(let error):
            loop.pipeline.handshakeFailed(self, error)
            guard error.isPlainHTTP else { return close() }
            output = loop.pipeline.plainHTTPRefusal()
            _ = socket.write(output.span)
            linger()
        }
    }
}

// MARK: Reading

extension Connection {
    private func readOnce() {
        var hasMore = true
        while hasMore, phase == .open, !isReadingPaused {
            if input.capacity == 0 { input = loop.buffers.take() }
            let result: IOResult
            if let tls {
                result = tls.read(appendingTo: &input, atMost: BufferPool.capacityBytes)
            } else {
                result = socket.read(appendingTo: &input, atMost: BufferPool.capacityBytes)
            }
            switch result {
            case .moved: wire?.received()
            case .wouldBlock(let readiness):
                if readiness == .writable { watch([.readable, .writable]) }
                giveBackInputIfEmpty()
                return
            case .endOfStream: return wire?.inputEnded() ?? close()
            case .failed: return close()
            }
            // What TLS has decrypted ahead, epoll does not see.
            hasMore = tls?.hasPending ?? false
        }
        giveBackInputIfEmpty()
    }

    /// Drops what has been consumed, and the buffer when nothing is left.
    private func giveBackInputIfEmpty() {
        guard inputStart > 0 || input.isEmpty else { return }
        if inputStart == input.count {
            inputStart = 0
            loop.buffers.giveBack(&input)
        } else if inputStart >= BufferPool.capacityBytes / 2 {
            input.removeFirst(inputStart)
            inputStart = 0
        }
    }

    /// No more requests are taken from the input until `resumeReading`.
    func pauseReading() { isReadingPaused = true }

    /// The protocol wants bytes again. It must first use up what `input` holds.
    func resumeReading() {
        isReadingPaused = false
        guard phase == .open else { return }
        watch(.readable)
        if tls?.hasPending ?? false { readOnce() } else { giveBackInputIfEmpty() }
    }

    private func watch(_ wanted: Epoll.Interest) {
        guard wanted != interest, phase != .closed else { return }
        interest = wanted
        loop.watch(self, socket.number, for: wanted)
    }
}

// MARK: Sending and closing

extension Connection {
    private var pendingOutputIsEmpty: Bool { outputStart == output.count }

    /// Hands `output` to the kernel.
    /// - Returns: whether all of it went. If not, `WireProtocol.outputSent` is called when it has.
    func send() -> Bool {
        while !pendingOutputIsEmpty {
            let rest = output.span.extracting(outputStart..<output.count)
            let result = tls?.write(rest) ?? socket.write(rest)
            switch result {
            case .moved(let count): outputStart += count
            case .wouldBlock(let readiness):
                watch(readiness == .writable ? .writable : .readable)
                setDeadline(inMilliseconds: loop.pipeline.limits.writeStallMilliseconds)
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

    private func continueSending() {
        if send() { wire?.outputSent() }
    }

    /// Ends the connection when the answer is on its way: says so to the peer, then waits for its end a little.
    func linger() {
        guard phase != .closed else { return }
        phase = .lingering
        tls?.shutdown()
        socket.endWriting()
        watch(.readable)
        setDeadline(inMilliseconds: 2_000)
    }

    /// Throws away what comes in after the end, within bounds.
    private func discard() {
        input.removeAll(keepingCapacity: true)
        let result = socket.read(appendingTo: &input, atMost: BufferPool.capacityBytes)
        guard case .moved(let count) = result, lingeringBytes + count < 1 << 20 else {
            if case .wouldBlock = result { return }
            return close()
        }
        lingeringBytes += count
    }

    /// Closes the socket now. An operation still running is waited for, and its outcome logged.
    func close() {
        guard phase != .closed else { return }
        phase = .closed
        if interest.rawValue != 0 { loop.unwatch(socket.number) }
    }
}

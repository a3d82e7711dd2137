import System

/// The bytes of one connection, both ways at once: socket, TLS, and a buffer for each direction. What the bytes mean,
/// and when to read or send, is its owner's business. Lives on the owner's loop.
struct Connection: ~Copyable {
    /// What became of a step.
    enum Step: Equatable {
        /// Something was moved; there may be more.
        case moved
        /// All that was to be done is done.
        case done
        /// Nothing more before the socket is ready.
        case blocked
        /// The peer has ended its side properly.
        case ended
        case failed(IOResult.Failure)
    }

    private static let leastRoomBytes = 1024

    private let socket: Socket
    private let tls: TLSSession?
    /// Bytes to send: the owner appends, `flush` hands them over.
    var output: [UInt8] = []
    /// How much of `output` has gone.
    private var sentCount = 0
    private var input: [UInt8] = []
    /// How much of `input` is used up.
    private var usedCount = 0
    /// TLS may have to write in order to read, and the other way round.
    private var readWaitsForWriting = false
    private var writeWaitsForReading = false
    /// All bytes ever appended to `output` and handed to the kernel.
    private(set) var sentBytes = 0
    /// The peer has ended its side; what came before may still be unread here.
    private(set) var inputHasEnded = false

    /// - Parameter tls: a session on the same socket; `nil` for plain bytes.
    init(_ socket: Socket, tls: TLSSession?) {
        self.socket = socket
        self.tls = tls
    }

    /// For epoll.
    var descriptor: Int32 { socket.number }
    /// What the TLS handshake agreed on; `nil` for plain bytes.
    var tlsInfo: TLSInfo? { tls?.info }
    var usesTLS: Bool { tls != nil }

    /// Hands all of it over to another owner; of no further use here.
    mutating func handOver() -> Connection {
        var next = Connection(socket, tls: tls)
        swap(&next.output, &output)
        swap(&next.input, &input)
        next.sentCount = sentCount
        next.usedCount = usedCount
        next.readWaitsForWriting = readWaitsForWriting
        next.writeWaitsForReading = writeWaitsForReading
        next.sentBytes = sentBytes
        next.inputHasEnded = inputHasEnded
        (sentCount, usedCount) = (0, 0)
        return next
    }

    /// Goes on with the TLS handshake.
    func handshake() -> TLSStep { tls?.handshake() ?? .done }
}

// MARK: Connecting

extension Connection {
    /// Begins to connect; when the socket is writable, `connectFailure` says what came of it.
    /// - Parameters:
    ///   - tls: whom to trust; `nil` for plain bytes.
    ///   - host: the name or address that the certificate must have.
    /// - Throws: what the kernel knows at once, e.g. that there is no route.
    init(to address: SocketAddress, tls: TLSContext?, asking host: String) throws(SystemError) {
        let socket = try Socket.connecting(to: address)
        self.init(socket, tls: tls.map { TLSSession(context: $0, descriptor: socket.number, asking: host) })
    }

    /// Why the attempt to connect failed; `nil` when it succeeded.
    var connectFailure: SystemError? { socket.connectFailure }
    /// Why the peer's certificate was refused, in OpenSSL's words; `nil` when it was not.
    var certificateFlaw: String? { tls?.certificateFlaw }
}

// MARK: Reading

extension Connection {
    /// Bytes that were read and not used yet.
    var unreadCount: Int { input.count - usedCount }
    /// TLS has decrypted bytes that epoll does not see.
    var hasPending: Bool { tls?.hasPending ?? false }

    /// What its buffers take of memory: of those of TLS a part, which it has while a record is cut.
    var heldBytes: Int {
        let bytes = input.capacity + output.capacity
        return bytes > 0 && tls != nil ? bytes + BufferPool.capacityBytes : bytes
    }

    /// Looks at what was read and is not used yet.
    @inline(__always)
    func withUnread<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let input = input
        return body(input.span.extracting(usedCount...))
    }

    /// Looks at the same while there is something to say.
    @inline(__always)
    mutating func lendUnread<Result>(_ body: (Span<UInt8>, inout [UInt8]) -> Result) -> Result {
        // Taken out and put back, so that nothing is copied or counted.
        var lent: [UInt8] = []
        swap(&lent, &input)
        defer { swap(&lent, &input) }
        return body(lent.span.extracting(usedCount...), &output)
    }

    /// The first bytes of what is unread are used up.
    mutating func use(_ count: Int) { usedCount += count }

    /// Reads once, up to a buffer full.
    mutating func read(_ buffers: BufferPool) -> Step {
        if input.capacity == 0 { input = buffers.take() }
        // Before it grows: the owner may read for long without giving the buffer back.
        if usedCount == input.count {
            input.removeAll(keepingCapacity: true)
            usedCount = 0
        } else if usedCount >= BufferPool.capacityBytes / 2 {
            input.removeFirst(usedCount)
            usedCount = 0
        }
        readWaitsForWriting = false
        switch readOnce() {
        case .moved: return .moved
        case .wouldBlock(let readiness):
            readWaitsForWriting = readiness == .writable
            return .blocked
        case .endOfStream:
            inputHasEnded = true
            return .ended
        case .failed(let error): return .failed(error)
        }
    }

    /// Into the room that there is; the buffer grows only when that is nearly used up.
    private mutating func readOnce() -> IOResult {
        let room = input.capacity - input.count
        let count = room < Self.leastRoomBytes ? BufferPool.capacityBytes : min(room, BufferPool.capacityBytes)
        guard let tls else { return socket.read(appendingTo: &input, atMost: count) }
        return tls.read(appendingTo: &input, atMost: count)
    }

    /// Gives the buffer back when all of it has been used.
    mutating func dropUsed(_ buffers: BufferPool) {
        guard usedCount == input.count else { return }
        usedCount = 0
        buffers.giveBack(&input)
    }

    /// Throws away what comes in.
    /// - Returns: how many bytes; `nil` when the peer has ended or gone.
    mutating func discard(_ buffers: BufferPool) -> Int? {
        input = buffers.take()
        usedCount = 0
        defer { buffers.giveBack(&input) }
        switch socket.read(appendingTo: &input, atMost: BufferPool.capacityBytes) {
        case .moved(let count): return count
        case .wouldBlock: return 0
        case .endOfStream, .failed: return nil
        }
    }
}

// MARK: Sending

extension Connection {
    /// Bytes that wait for the kernel.
    var unsentCount: Int { output.count - sentCount }
    /// The place in the stream of all bytes sent at which `output` ends.
    var outputEnd: Int { sentBytes + unsentCount }

    /// Borrows room for an answer, so that writing it does not grow an array step by step.
    mutating func prepareOutput(_ buffers: BufferPool) {
        if output.capacity == 0 { output = buffers.take() }
    }

    /// Hands `output` to the kernel, as much as it takes.
    /// - Returns: `done` when all of it went; `blocked` when the rest must wait; `failed` when the peer has gone.
    mutating func flush(_ buffers: BufferPool) -> Step {
        writeWaitsForReading = false
        while sentCount < output.count {
            switch sendOnce() {
            case .moved(let count):
                sentCount += count
                sentBytes += count
            case .wouldBlock(let readiness):
                writeWaitsForReading = readiness == .readable
                forgetSent()
                return .blocked
            case .endOfStream: return .failed(.system(code: 0))
            case .failed(let error): return .failed(error)
            }
        }
        sentCount = 0
        buffers.giveBack(&output)
        return .done
    }

    /// A peer that takes some of what waits, but never all of it, must not make the buffer grow. What has gone is
    /// dropped when it is no less than the rest, so that moving the rest costs no more than sending did.
    private mutating func forgetSent() {
        guard sentCount >= BufferPool.capacityBytes, sentCount >= unsentCount else { return }
        output.removeFirst(sentCount)
        sentCount = 0
    }

    private func sendOnce() -> IOResult {
        let output = output
        let rest = output.span.extracting(sentCount...)
        guard let tls else { return socket.write(rest) }
        return tls.write(rest)
    }

    /// Sends a few bytes past the buffer and TLS, for a peer that speaks neither.
    func sendPlain(_ bytes: Span<UInt8>) { _ = socket.write(bytes) }

    /// Gives up what is not sent yet; reading goes on.
    mutating func dropOutput(_ buffers: BufferPool) {
        buffers.giveBack(&output)
        sentCount = 0
    }

    /// Says that nothing more will be sent; reading goes on.
    func endWriting() {
        _ = tls?.shutdown()
        socket.endWriting()
    }

    /// Says so when TLS can still be spoken, before the socket is closed.
    func sayGoodbye() { _ = tls?.shutdown() }

    /// What to wait for.
    /// - Parameter reads: the owner wants more bytes.
    func interest(reads: Bool) -> Epoll.Interest {
        var interest = Epoll.Interest()
        if reads, !inputHasEnded { interest.insert(readWaitsForWriting ? .writable : .readable) }
        if unsentCount > 0 { interest.insert(writeWaitsForReading ? .readable : .writable) }
        return interest
    }

    /// Gives both buffers back.
    mutating func dropBuffers(_ buffers: BufferPool) {
        buffers.giveBack(&input)
        usedCount = 0
        dropOutput(buffers)
    }
}

import System

/// One connection to a provider: connects, shakes hands, sends a request, reads the answer, and then waits for the
/// next. Lives on the worker's thread.
final class ProviderConnection {
    /// What became of a request.
    enum Outcome {
        case answered(status: Int, retryAfter: RetryAfter?)
        /// No answer; the words say at what it failed.
        case failed(String)
        /// A connection that was kept had been closed by the provider meanwhile: nothing is said about the request.
        case stale
    }

    private enum Phase {
        case connecting
        case handshake
        case sending
        case receiving
        case idle
        case closed
    }

    private static let readBytes = 16_384

    private let poll: OutboxPoll
    private let socket: Socket
    private let tls: TLSSession?
    private var key: MemberKey?
    private var phase = Phase.connecting
    private var watched = IOResult.Readiness.writable
    private var output: [UInt8] = []
    private var sentCount = 0
    private var parser = ResponseParser()
    private var completion: ((Outcome) -> Void)?
    private var isReused = false

    /// When the request, or the wait for the next, is over.
    private(set) var deadlineNanoseconds = UInt64.max
    /// It waits for a request.
    var isIdle: Bool { phase == .idle }
    var isClosed: Bool { phase == .closed }

    /// Begins to connect.
    /// - Parameter tls: `nil` for plain HTTP.
    init(
        to address: SocketAddress, tls context: TLSContext?, host: String, poll: OutboxPoll
    ) throws(SystemError) {
        self.poll = poll
        socket = try Socket.connecting(to: address)
        tls = context.map { [socket] in TLSSession(context: $0, descriptor: socket.number, asking: host) }
        key = try poll.add(self, socket.number)
    }

    /// Sends a request, once connected. The completion is called once, and not from within this call's caller.
    func send(_ request: [UInt8], deadlineNanoseconds: UInt64, completion: @escaping (Outcome) -> Void) {
        output = request
        sentCount = 0
        parser = ResponseParser()
        self.deadlineNanoseconds = deadlineNanoseconds
        self.completion = completion
        guard phase == .idle else { return }
        isReused = true
        phase = .sending
        // Taken up on the next turn, like every other event.
        watch(.writable)
    }

    /// The socket is ready for what was waited for.
    func ready() {
        switch phase {
        case .connecting:
            if let failure = socket.connectFailure { return fail("connecting", failure.reason) }
            phase = tls == nil ? .sending : .handshake
            proceed()
        case .handshake, .sending, .receiving: proceed()
        // A provider says nothing unasked: it has closed, or it talks nonsense.
        case .idle: close()
        case .closed: break
        }
    }

    /// The time is over.
    func deadlinePassed() {
        if phase == .idle { return close() }
        let words =
            switch phase {
            case .connecting: "connecting"
            case .handshake: "the TLS handshake"
            case .sending: "sending the request"
            default: parser.isInBody ? "reading the answer's body" : "waiting for the answer"
            }
        fail(words, "it took too long")
    }

    /// Closes it; a request that is on its way gets no completion.
    func close() {
        guard phase != .closed, let key else { return }
        if phase == .idle { _ = tls?.shutdown() }
        phase = .closed
        completion = nil
        poll.remove(key, socket.number)
        socket.endWriting()
    }

    // MARK: - Steps

    private func proceed() {
        if phase == .handshake, !shakeHands() { return }
        if phase == .sending, !sendRest() { return }
        if phase == .receiving { receive() }
    }

    /// - Returns: whether it is complete.
    private func shakeHands() -> Bool {
        guard let tls else { return true }
        switch tls.handshake() {
        case .done:
            phase = .sending
            return true
        case .wouldBlock(let readiness): watch(readiness)
        case .closed: fail("the TLS handshake", "the provider closed the connection")
        case .failed(let error):
            let flaw = tls.certificateFlaw.map { "the certificate is refused: \($0)" }
            fail("the TLS handshake", flaw ?? "\(error)")
        }
        return false
    }

    /// - Returns: whether all is sent.
    private func sendRest() -> Bool {
        while sentCount < output.count {
            switch write(output.span.extracting(sentCount..<output.count)) {
            case .moved(let count): sentCount += count
            case .wouldBlock(let readiness):
                watch(readiness)
                return false
            // The answer may stand there already, and say why: a provider that refuses a body closes early.
            case .endOfStream, .failed:
                phase = .receiving
                return true
            }
        }
        phase = .receiving
        return true
    }

    private func write(_ bytes: Span<UInt8>) -> IOResult {
        guard let tls else { return socket.write(bytes) }
        return tls.write(bytes)
    }

    private func receive() {
        var input: [UInt8] = []
        while phase == .receiving {
            input.removeAll(keepingCapacity: true)
            let result =
                tls.map { $0.read(appendingTo: &input, atMost: Self.readBytes) }
                ?? socket.read(appendingTo: &input, atMost: Self.readBytes)
            do throws(ResponseFlaw) {
                switch result {
                case .moved: try parser.read(input.span)
                case .wouldBlock(let readiness): return watch(readiness)
                case .endOfStream: try parser.end()
                case .failed(let error): return lose(error.reason)
                }
            } catch {
                if error == .truncated { return lose("the provider closed the connection") }
                return fail("reading the answer", "it \(error)")
            }
            if parser.isComplete { answer() }
        }
    }

    private func answer() {
        let outcome = Outcome.answered(status: parser.status, retryAfter: parser.retryAfter)
        let completion = completion.take()
        output = []
        if parser.keepsConnection, sentCount > 0 {
            phase = .idle
            watch(.readable)
            deadlineNanoseconds = Clock.monotonicNanoseconds() + Self.idleNanoseconds
        } else {
            close()
        }
        completion?(outcome)
    }

    /// Shorter than most servers keep a connection that is not used.
    private static let idleNanoseconds: UInt64 = 4_000_000_000

    /// The connection ended before its answer did.
    private func lose(_ reason: String) {
        if isReused, !parser.hasBegun { return finish(.stale) }
        fail(parser.hasBegun ? "reading the answer" : "waiting for the answer", reason)
    }

    private func fail(_ action: String, _ reason: String) { finish(.failed("\(action): \(reason)")) }

    private func finish(_ outcome: Outcome) {
        let completion = completion.take()
        close()
        completion?(outcome)
    }

    private func watch(_ readiness: IOResult.Readiness) {
        guard let key, readiness != watched else { return }
        watched = readiness
        poll.change(key, socket.number, readiness)
    }
}

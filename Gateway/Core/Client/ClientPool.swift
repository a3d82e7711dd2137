import System

/// Sends requests to one server, over connections that it keeps. On the loop's thread.
///
/// The host's addresses are looked up for the first request and again after half a minute, or after a failure.
final class ClientPool: LoopMember {
    private static let addressesNanoseconds: UInt64 = 30_000_000_000

    let origin: ClientOrigin
    private var connections: [ClientConnection] = []
    /// Requests that wait for the addresses.
    private var waiting: [ClientRequest] = []
    private var addresses: [SocketAddress] = []
    private var addressesUntil: UInt64 = 0
    private var nextAddress = 0
    private var isLookingUp = false

    /// Takes its place on the loop.
    init(on loop: Loop, _ origin: ClientOrigin) {
        self.origin = origin
        super.init(on: loop)
        loop.add(self)
    }

    /// Its owner decides when a loop may end.
    override var holdsLoop: Bool { false }

    /// Sends a request.
    func send(_ request: ClientRequest) {
        // The one used last is the one least likely to be closed by now.
        guard let kept = connections.last(where: \.isIdle) else { return sendAnew(request) }
        kept.send(request)
    }

    /// Sends a request over a new connection: for want of a kept one, or because that one was closed already.
    func sendAnew(_ request: ClientRequest) {
        if loop.nowNanoseconds < addressesUntil { return connect(request, triesLeft: addresses.count) }
        waiting.append(request)
        if request.deadlineNanoseconds < deadlineNanoseconds { setDeadline(request.deadlineNanoseconds) }
        lookUp()
    }

    private func connect(_ request: ClientRequest, triesLeft: Int) {
        let address = addresses[nextAddress % addresses.count]
        do throws(SystemError) {
            let connection = try ClientConnection(on: loop, to: address, for: self, request)
            try connection.start()
            connections.append(connection)
        } catch {
            nextAddress += 1
            if triesLeft > 1 { return connect(request, triesLeft: triesLeft - 1) }
            addressesUntil = 0
            request.completion(.failed("connecting to \(address): \(error.reason)"))
        }
    }

    /// A connection failed: another address may be well, and they may have changed.
    func noteFailure() {
        nextAddress += 1
        addressesUntil = 0
    }

    /// A connection is closed.
    func forget(_ connection: ClientConnection) { connections.removeAll { $0 === connection } }

    /// Closes all connections; requests on their way get no completion.
    func close() {
        waiting = []
        for connection in connections { connection.close() }
        loop.remove(self)
    }

    // MARK: - Addresses

    private func lookUp() {
        guard !isLookingUp, let key else { return }
        isLookingUp = true
        let mailbox = loop.mailbox
        HostResolver.ask(origin.host, port: origin.port) { answer in
            mailbox.post(.work { loop in loop.member(key, as: ClientPool.self)?.resolved(answer) })
        }
    }

    private func resolved(_ answer: HostResolver.Answer) {
        isLookingUp = false
        let requests = waiting
        waiting = []
        setDeadline(.max)
        switch answer {
        case .success(let found):
            addresses = found
            addressesUntil = loop.nowNanoseconds + Self.addressesNanoseconds
            for request in requests { connect(request, triesLeft: found.count) }
        case .failure(let failure):
            for request in requests { request.completion(.failed("looking up \(origin.host): \(failure)")) }
        }
    }

    /// Some have waited too long for the addresses.
    override func deadlinePassed() {
        let now = loop.nowNanoseconds
        let late = waiting.filter { $0.deadlineNanoseconds <= now }
        waiting.removeAll { $0.deadlineNanoseconds <= now }
        setDeadline(waiting.lazy.map(\.deadlineNanoseconds).min() ?? .max)
        for request in late { request.completion(.failed("looking up \(origin.host): it took too long")) }
    }
}

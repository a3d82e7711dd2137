import Kit
import System

/// Posts to one provider, over connections that it keeps. Lives on the worker's thread.
///
/// The host's addresses are looked up for the first request and again after half a minute, or after a failure.
final class ProviderClient {
    private static let addressesNanoseconds: UInt64 = 30_000_000_000

    private struct Request {
        let bytes: [UInt8]
        let deadlineNanoseconds: UInt64
        let completion: (ProviderConnection.Outcome) -> Void
    }

    let provider: ProviderSettings
    private let tls: TLSContext?
    private let poll: OutboxPoll
    /// Has the host looked up; the answer comes to `resolved`.
    private let lookUp: (ProviderURL) -> Void
    private var connections: [ProviderConnection] = []
    private var waiting: [Request] = []
    private var addresses: [SocketAddress] = []
    private var addressesUntil: UInt64 = 0
    private var nextAddress = 0
    private var isLookingUp = false

    init(
        _ provider: ProviderSettings, tls: TLSContext?, poll: OutboxPoll, lookUp: @escaping (ProviderURL) -> Void
    ) {
        self.provider = provider
        self.tls = tls
        self.poll = poll
        self.lookUp = lookUp
    }

    /// Sends a request. The completion is called once, within the provider's time-out.
    func send(_ bytes: [UInt8], completion: @escaping (ProviderConnection.Outcome) -> Void) {
        let deadline = Clock.monotonicNanoseconds() + UInt64(provider.timeoutMilliseconds) * 1_000_000
        send(Request(bytes: bytes, deadlineNanoseconds: deadline, completion: completion))
    }

    private func send(_ request: Request) {
        connections.removeAll(where: \.isClosed)
        // The one used last is the one least likely to be closed by now.
        if let kept = connections.last(where: \.isIdle) { return send(request, on: kept) }
        guard Clock.monotonicNanoseconds() < addressesUntil else {
            waiting.append(request)
            guard !isLookingUp else { return }
            isLookingUp = true
            return lookUp(provider.url)
        }
        connect(request, triesLeft: addresses.count)
    }

    /// The look-up has an answer.
    func resolved(_ answer: HostResolver.Answer) {
        isLookingUp = false
        let waiting = waiting
        self.waiting = []
        switch answer {
        case .success(let found):
            addresses = found
            addressesUntil = Clock.monotonicNanoseconds() + Self.addressesNanoseconds
            for request in waiting { connect(request, triesLeft: found.count) }
        case .failure(let failure):
            for request in waiting { request.completion(.failed("looking up \(provider.url.host): \(failure)")) }
        }
    }

    private func connect(_ request: Request, triesLeft: Int) {
        let address = addresses[nextAddress % addresses.count]
        do throws(SystemError) {
            let connection = try ProviderConnection(to: address, tls: tls, host: provider.url.host, poll: poll)
            connections.append(connection)
            send(request, on: connection)
        } catch {
            nextAddress += 1
            if triesLeft > 1 { return connect(request, triesLeft: triesLeft - 1) }
            addressesUntil = 0
            request.completion(.failed("connecting to \(address): \(error.reason)"))
        }
    }

    private func send(_ request: Request, on connection: ProviderConnection) {
        connection.send(request.bytes, deadlineNanoseconds: request.deadlineNanoseconds) { [weak self] outcome in
            guard let self else { return }
            switch outcome {
            case .stale: send(request)
            case .failed:
                // Another address may be well, and they may have changed.
                nextAddress += 1
                addressesUntil = 0
                request.completion(outcome)
            case .answered: request.completion(outcome)
            }
        }
    }

    // MARK: - Time

    /// The next moment at which a request or a connection is too late; `nil` when there is none.
    var nextDeadlineNanoseconds: UInt64? {
        let requests = waiting.lazy.map(\.deadlineNanoseconds).min()
        let open = connections.lazy.filter { !$0.isClosed }.map(\.deadlineNanoseconds).min()
        return [requests, open].compactMap { $0 }.min()
    }

    /// Ends what is too late.
    func endLate(nowNanoseconds: UInt64) {
        for connection in connections where !connection.isClosed && connection.deadlineNanoseconds <= nowNanoseconds {
            connection.deadlinePassed()
        }
        connections.removeAll(where: \.isClosed)
        guard waiting.contains(where: { $0.deadlineNanoseconds <= nowNanoseconds }) else { return }
        let late = waiting.filter { $0.deadlineNanoseconds <= nowNanoseconds }
        waiting.removeAll { $0.deadlineNanoseconds <= nowNanoseconds }
        for request in late { request.completion(.failed("looking up \(provider.url.host): it took too long")) }
    }

    /// Closes all connections; requests on their way get no completion.
    func close() {
        for connection in connections { connection.close() }
        connections = []
        waiting = []
    }
}

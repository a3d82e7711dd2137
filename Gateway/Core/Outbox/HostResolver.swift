import System

/// Looks up hosts on a thread of its own, one after the other: a look-up may wait for the network.
final class HostResolver: Sendable {
    typealias Answer = Result<[SocketAddress], HostLookup.Failure>

    private struct Question {
        let host: String
        let port: UInt16
        let answer: @Sendable (Answer) -> Void
    }

    private struct Queue {
        var questions: [Question] = []
        var isRunning = false
        var isStopped = false
    }

    private let queue = Lock(Queue())
    private let signal = Signal()

    /// Asks; the answer comes on the resolver's thread. A numeric address needs no look-up and is answered at once.
    func ask(_ host: String, _ port: UInt16, answer: @escaping @Sendable (Answer) -> Void) {
        if let address = SocketAddress(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)") {
            return answer(.success([address]))
        }
        let starts = queue.withLock { queue in
            queue.questions.append(Question(host: host, port: port, answer: answer))
            defer { queue.isRunning = true }
            return !queue.isRunning
        }
        if starts { start() }
        signal.notify()
    }

    /// Ends the thread after the look-up it is at. It is not waited for: that may take half a minute.
    func stop() {
        queue.withLock { $0.isStopped = true }
        signal.notify()
    }

    /// The thread is there from the first question on.
    private func start() {
        do throws(SystemError) {
            try Thread(name: "outbox-names") { [self] in run() }.detach()
        } catch {
            let waiting = queue.withLock { queue in
                queue.isRunning = false
                defer { queue.questions = [] }
                return queue.questions
            }
            for question in waiting { question.answer(.failure(HostLookup.Failure(description: "\(error)"))) }
        }
    }

    private func run() {
        while true {
            let (next, isStopped) = queue.withLock { queue in
                (queue.questions.isEmpty ? nil : queue.questions.removeFirst(), queue.isStopped)
            }
            if isStopped { return }
            guard let next else {
                signal.wait()
                continue
            }
            do throws(HostLookup.Failure) {
                next.answer(.success(try HostLookup.addresses(of: next.host, port: next.port)))
            } catch {
                next.answer(.failure(error))
            }
        }
    }
}

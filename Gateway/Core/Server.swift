import Kit
import Synchronization
import System

/// The running gateway: all that is opened at start, in order, and closed at the end in the opposite order.
///
/// Made, drained and closed by the main thread.
package final class Server {
    private let parts: PipelineParts
    private let directory: DataDirectory
    private let count: ConnectionCount
    private let errorLogWriter: LogWriter
    private var loops: [(mailbox: Mailbox, thread: Thread)] = []
    private let loopsRunning = LoopsRunning()

    /// Where it listens, with the ports really taken.
    package let addresses: [String]

    /// Opens the stores, logs and ports, and starts the loops: when this returns, clients are served.
    /// - Throws: `StartError` with one sentence; nothing keeps running then.
    package init(
        _ gateway: BoundGateway, directory: DataDirectory, errorLog: ErrorLog, errorLogWriter: LogWriter
    ) throws(StartError) {
        self.directory = directory
        self.errorLogWriter = errorLogWriter
        let descriptorLimit = ProcessLimits.raiseDescriptorLimit()
        let limits = gateway.config.limits
        if limits.connections + Self.otherDescriptors > descriptorLimit {
            let room = "\(descriptorLimit) file descriptors leave room for \(descriptorLimit - Self.otherDescriptors)"
            errorLog.add(
                .warning, "gateway.descriptors_low", "limits.connections is \(limits.connections), but \(room)")
        }
        count = ConnectionCount(limit: min(limits.connections, descriptorLimit - Self.otherDescriptors))
        parts = try PipelineParts.open(gateway, directory: directory, errorLog: errorLog)
        let loopCount = gateway.config.threads.eventLoopCount
        let listeners = try Self.listen(gateway.config.listeners, loopCount: loopCount)
        addresses = listeners[0].map { "\($0.tls == nil ? "http" : "https")://\($0.socket.address)" }
        for own in listeners { loops.append(try startLoop(own, number: loops.count)) }
    }

    /// Descriptors for everything but clients: stores, logs, epoll, eventfds, listeners.
    private static let otherDescriptors = 128

    /// Takes no new connections, lets requests in flight finish within `limits.drainMilliseconds`, then stops.
    /// - Parameter isForced: asked now and then; `true` ends the wait.
    package func drain(isForced: () -> Bool) {
        for loop in loops { loop.mailbox.post(.drain) }
        let deadline = Clock.monotonicNanoseconds() + UInt64(parts.gateway.config.limits.drainMilliseconds) * 1_000_000
        while loopsRunning.count > 0, Clock.monotonicNanoseconds() < deadline, !isForced() {
            loopsRunning.waitForChange(atMostMilliseconds: 50)
        }
    }

    /// Ends all threads, closes the stores and flushes the logs.
    package func close() {
        for loop in loops { loop.mailbox.post(.stop) }
        for loop in loops { loop.thread.join() }
        parts.pool.stop()
        parts.outbox?.stop()
        for store in parts.stores { store.stop() }
        parts.apps.stop()
        parts.accessLog?.stop()
    }

    /// Opens the log files anew.
    package func reopenLogs() {
        parts.accessLog?.reopen()
        errorLogWriter.reopen()
    }

    private func startLoop(
        _ listeners: [Listener], number: Int
    ) throws(StartError) -> (mailbox: Mailbox, thread: Thread) {
        let parts = parts
        let count = count
        let running = loopsRunning
        do throws(SystemError) {
            let mailbox = try Mailbox()
            running.begin()
            let thread = try Thread(name: "loop-\(number)") {
                defer { running.end() }
                do {
                    let pipeline = try Pipeline(parts, mailbox: mailbox)
                    try EventLoop(pipeline: pipeline, mailbox: mailbox, listeners: listeners, count: count).run()
                } catch {
                    parts.errorLog.add(.error, "gateway.loop_failed", "\(error)")
                }
            }
            return (mailbox, thread)
        } catch {
            throw StartError("\(error)")
        }
    }
}

// MARK: Listeners

extension Server {
    /// One set of sockets for each loop.
    private static func listen(_ configs: [ListenerConfig], loopCount: Int) throws(StartError) -> [[Listener]] {
        var loops: [[Listener]] = Array(repeating: [], count: loopCount)
        for config in configs {
            let tls = try config.tls.map { (tls) throws(StartError) in try TLSContext.make(tls) }
            guard var address = SocketAddress(config.address.value.description) else {
                preconditionFailure("the config has checked the address")
            }
            for loop in loops.indices {
                do throws(SystemError) {
                    let socket = try ListeningSocket(on: address)
                    // A port chosen by the kernel for the first loop is the others' too.
                    address = socket.address
                    loops[loop].append(Listener(socket: socket, name: config.address.value.description, tls: tls))
                } catch {
                    throw StartError.listener(address, error)
                }
            }
        }
        return loops
    }
}

/// How many loops have not ended.
private final class LoopsRunning: Sendable {
    private let number = Atomic<Int>(0)
    private let changed = Signal()

    var count: Int { number.load(ordering: .acquiring) }

    func begin() { number.wrappingAdd(1, ordering: .relaxed) }

    func end() {
        number.wrappingSubtract(1, ordering: .releasing)
        changed.notify()
    }

    func waitForChange(atMostMilliseconds milliseconds: Int) {
        _ = changed.wait(timeoutMicroseconds: milliseconds * 1000)
    }
}

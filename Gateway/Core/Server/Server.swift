import Kit
import Synchronization
import System

/// The running gateway: all that is opened at start, in order, and closed at the end in the opposite order.
///
/// Made, drained and closed by the main thread.
package final class Server {
    private let resources: Resources
    private let snapshot: Snapshot
    private let directory: DataDirectory
    private let count: ConnectionCount
    private let errorLogWriter: LogWriter
    private var loops: [(mailbox: Mailbox, thread: Thread)] = []
    private let loopsRunning = LoopsRunning()

    /// Where it listens, with the ports really taken.
    package let addresses: [String]

    /// Opens the stores, logs and ports, and starts the loops: when this returns, clients are served.
    /// - Parameter sharing: `nil` for what fits the number of loops.
    /// - Throws: `StartError` with one sentence; nothing keeps running then.
    package init(
        _ gateway: BoundGateway, directory: DataDirectory, errorLog: ErrorLog, errorLogWriter: LogWriter,
        sharing: PortSharing? = nil
    ) throws(StartError) {
        let loopCount = gateway.config.threads.eventLoopCount
        let sharing = sharing ?? PortSharing(loopCount: loopCount)
        self.directory = directory
        self.errorLogWriter = errorLogWriter
        count = try Self.connectionCount(gateway, sharing, errorLog)
        resources = try Resources.open(for: gateway, in: directory, errorLog: errorLog)
        snapshot = try resources.makeSnapshot(of: gateway)
        let listeners = try Listener.open(snapshot, loopCount: loopCount, sharing)
        addresses = listeners[0].map { "\($0.tls == nil ? "http" : "https")://\($0.socket.address)" }
        for own in listeners { loops.append(try startLoop(own, number: loops.count)) }
    }

    /// Takes no new connections, lets requests in flight finish within `limits.drainMilliseconds`, then stops.
    /// - Parameter isForced: asked now and then; `true` ends the wait.
    package func drain(isForced: () -> Bool) {
        for loop in loops { loop.mailbox.post(.drain) }
        let deadline = Clock.monotonicNanoseconds() + UInt64(snapshot.config.limits.drainMilliseconds) * 1_000_000
        while loopsRunning.count > 0, Clock.monotonicNanoseconds() < deadline, !isForced() {
            loopsRunning.waitForChange(atMostMilliseconds: 50)
        }
    }

    /// Ends all threads, closes the stores and flushes the logs. Deliveries on their way get two seconds.
    package func close() {
        for loop in loops { loop.mailbox.post(.stop) }
        for loop in loops { loop.thread.join() }
        resources.close()
    }

    /// Opens the log files anew.
    package func reopenLogs() {
        resources.accessLog?.reopen()
        errorLogWriter.reopen()
    }

    private func startLoop(
        _ listeners: [Listener], number: Int
    ) throws(StartError) -> (mailbox: Mailbox, thread: Thread) {
        let resources = resources
        let snapshot = snapshot
        let count = count
        let running = loopsRunning
        do {
            let mailbox = try Mailbox()
            let start = LoopStart()
            running.begin()
            let thread = try Thread(name: "loop-\(number)") {
                do {
                    let pipeline = try Pipeline(resources, snapshot, mailbox: mailbox)
                    let loop = try Loop(mailbox: mailbox, turns: pipeline)
                    let account = BufferAccount(on: loop, resources.buffers, log: resources.errorLog) {
                        resources.spool.submit { FreeMemory.giveBack() }
                    }
                    let service = ServerConnection.Service(pipeline: pipeline, count: count, buffers: account)
                    for listener in listeners { try Acceptor(on: loop, listener, service: service).start() }
                    account.start()
                    pipeline.openSockets(on: loop, resources)
                    if number == 0, let outbox = snapshot.outbox {
                        OutboxWorker(on: loop, outbox, bell: resources.outboxBell, errorLog: resources.errorLog).start()
                    }
                    start.tell(nil)
                    loop.run(drained: running.end)
                } catch {
                    running.end()
                    start.tell(StartError("\(error)"))
                }
            }
            if let failure = start.wait() {
                thread.join()
                throw failure
            }
            return (mailbox, thread)
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError("\(error)")
        }
    }
}

// MARK: Descriptors

extension Server {
    /// Connections over the limit that are told so at a time, unless descriptors are scarce.
    private static let refusedAtOnce = 128
    /// Fewer clients than that are no service.
    private static let leastConnections = 16

    /// How many clients there may be: `limits.connections`, or as many as there are descriptors for.
    private static func connectionCount(
        _ gateway: BoundGateway, _ sharing: PortSharing, _ errorLog: ErrorLog
    ) throws(StartError) -> ConnectionCount {
        let descriptorLimit = ProcessLimits.raiseDescriptorLimit()
        let own = ownDescriptors(gateway, sharing)
        let room = descriptorLimit - own
        guard room >= leastConnections else {
            throw StartError(
                "\(descriptorLimit) file descriptors are too few: the gateway needs up to \(own) for itself; "
                    + "raise the limit (ulimit -n)")
        }
        let refused = min(refusedAtOnce, room / 4)
        let wanted = gateway.config.limits.connections
        if wanted > room - refused {
            errorLog.add(
                .warning, "gateway.descriptors_low",
                "limits.connections is \(wanted), but \(descriptorLimit) file descriptors leave room for "
                    + "\(room - refused)")
        }
        return ConnectionCount(limit: min(wanted, room - refused), refusedAtOnce: refused)
    }

    /// The most descriptors that everything but clients has open at a time.
    private static func ownDescriptors(_ gateway: BoundGateway, _ sharing: PortSharing) -> Int {
        let threads = gateway.config.threads
        let loopCount = threads.eventLoopCount
        // A database's file and its log for each thread that reads or writes, and the memory that they share.
        let perStore = 2 * (loopCount + threads.cpuPoolCount + 1) + 1
        // epoll, an eventfd, and a spare descriptor for each port.
        let perLoop = 2 + gateway.config.listeners.count
        let listening = gateway.config.listeners.count * sharing.socketCount(loopCount: loopCount)
        // What is open already (standard streams, the log, the lock, what was inherited); then logs, the apps, and
        // some for moments.
        let common = ProcessLimits.openDescriptorCount() + 24
        return common + perStore * gateway.apis.count + perLoop * loopCount + listening
    }
}

/// Tells the main thread whether a loop could be made on its own thread.
private final class LoopStart: Sendable {
    private let failure = Lock<StartError?>(nil)
    private let isTold = Signal()

    func tell(_ failure: StartError?) {
        self.failure.withLock { $0 = failure }
        isTold.notify()
    }

    /// - Returns: `nil` when the loop runs.
    func wait() -> StartError? {
        isTold.wait()
        return failure.withLock { $0 }
    }
}

/// How many loops have clients.
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

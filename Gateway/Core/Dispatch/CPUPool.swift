import Kit
package import System

/// A few threads for slow work (password hashes), so that neither a loop nor a writer waits for it. What waits here is
/// bounded: when the queue is full, the caller is told at once. Callers have their turns by address.
package final class CPUPool: Sendable {
    /// One piece of work. Gets the worker's own readers.
    typealias Job = @Sendable (Worker) -> Void

    /// One thread's part: its read-only connections, made when first needed.
    final class Worker {
        /// By slot.
        private var readers: [StoreReader?] = []

        /// The tables of a plugin, as of the last acknowledged write.
        func store(_ opened: PluginStore) throws(APIError) -> ReadStore {
            let number = opened.slot.number
            while readers.count <= number { readers.append(nil) }
            if let reader = readers[number] { return try reader.store() }
            guard let reader = try? opened.store.makeReader() else {
                throw APIError.storeIsUnavailable(.storeNotOpened)
            }
            readers[number] = reader
            return try reader.store()
        }

        func endSnapshots() {
            for case let reader? in readers { reader.endSnapshot() }
        }
    }

    private struct Queue {
        var jobs: TurnQueue<Job>
        var isStopping = false
    }

    private let queue: Lock<Queue>
    private let hasWork: [Signal]
    private let threads = Lock<[Thread]>([])

    /// Starts the threads.
    package init(threadCount: Int, queueLimit: Int) throws(SystemError) {
        queue = Lock(Queue(jobs: TurnQueue(limit: queueLimit)))
        hasWork = (0..<threadCount).map { _ in Signal() }
        for (index, signal) in hasWork.enumerated() {
            let thread = try Thread(name: "cpu-\(index)") { [self] in run(Worker(), signal) }
            threads.withLock { $0.append(thread) }
        }
    }

    /// Queues a job.
    /// - Parameter network: whose it is, as `SocketAddress.network` has it.
    /// - Returns: `false` when all places that it may have are taken.
    func submit(of network: UInt64, _ job: @escaping Job) -> Bool {
        let isTaken = queue.withLock { queue in !queue.isStopping && queue.jobs.append(job, of: network) }
        if isTaken { for signal in hasWork { signal.notify() } }
        return isTaken
    }

    /// Finishes what is begun, then ends the threads. What is still queued is dropped: after an orderly drain there is
    /// nothing, and otherwise nobody waits for it any more.
    package func stop() {
        queue.withLock { queue in
            queue.isStopping = true
            queue.jobs.removeAll()
        }
        for signal in hasWork { signal.notify() }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    private func run(_ worker: Worker, _ signal: Signal) {
        while true {
            let (job, isStopping) = queue.withLock { queue in
                (queue.jobs.next(), queue.isStopping)
            }
            if let job {
                job(worker)
                worker.endSnapshots()
            } else if isStopping {
                return
            } else {
                signal.wait()
            }
        }
    }
}

package import System

/// The one thread that reads and writes the files of bodies, so that no loop waits for a disk; it also gives memory
/// back to the system, which takes a while too.
///
/// What waits here is bounded by those who submit: each file has one piece of work here at a time, and each exchange a
/// bounded number of files.
package final class Spool: Sendable {
    package typealias Job = @Sendable () -> Void

    private struct Queue {
        var jobs: [Job] = []
        var isStopping = false
    }

    private let queue = Lock(Queue())
    private let hasWork = Signal()
    private let thread = Lock<Thread?>(nil)

    /// Starts the thread.
    package init() throws(SystemError) {
        let started = try Thread(name: "spool") { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Has it done, after all that was submitted before; never once the thread has ended. From any thread.
    package func submit(_ job: @escaping Job) {
        queue.withLock { $0.jobs.append(job) }
        hasWork.notify()
    }

    /// Does what waits, then ends the thread.
    package func stop() {
        queue.withLock { $0.isStopping = true }
        hasWork.notify()
        thread.withLock { $0.take() }?.join()
    }

    private func run() {
        while true {
            let batch = queue.withLock { queue in
                let batch = queue
                queue.jobs = []
                return batch
            }
            for job in batch.jobs { job() }
            guard batch.jobs.isEmpty else { continue }
            if batch.isStopping { return }
            hasWork.wait()
        }
    }
}

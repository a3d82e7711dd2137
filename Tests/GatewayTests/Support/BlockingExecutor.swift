import Foundation

/// Runs tests that wait for sockets and processes. The shared pool has a thread for each core, and would stand still
/// while so many tests wait.
final class BlockingExecutor: TaskExecutor {
    static let shared = BlockingExecutor(threadCount: 8)

    private let waiting = Waiting()

    private init(threadCount: Int) {
        for _ in 0..<threadCount { Thread { [self] in work() }.start() }
    }

    func enqueue(_ job: consuming ExecutorJob) { waiting.add(UnownedJob(job)) }

    private func work() {
        while true { waiting.take().runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Jobs that no thread has taken yet; the condition guards the list.
    private final class Waiting: @unchecked Sendable {
        private let condition = NSCondition()
        private var jobs: [UnownedJob] = []

        func add(_ job: UnownedJob) {
            condition.withLock { jobs.append(job) }
            condition.signal()
        }

        func take() -> UnownedJob {
            condition.withLock {
                while jobs.isEmpty { condition.wait() }
                return jobs.removeFirst()
            }
        }
    }
}

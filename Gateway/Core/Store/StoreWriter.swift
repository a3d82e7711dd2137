import Kit
import System

/// The one thread that writes to a database file. It takes all writes that wait, runs them in one transaction, flushes
/// once, and only then lets the answers go.
///
/// ```
/// submit ─▶ queue ─▶ BEGIN · job · … · COMMIT (flush) ─▶ sequence + 1 ─▶ publications ─▶ completions ─▶ checkpoint
/// ```
final class StoreWriter: Sendable {
    private struct Queue {
        var jobs: [WriteJob] = []
        var isStopping = false
        /// The thread waits for that many jobs, or is about to. `nil` while it works.
        var wakeCount: Int?
    }

    private enum Turn {
        case write([WriteJob])
        case gather
        case sleep
        case end
    }

    private let limits: StoreLimits
    /// The files that hold what is acknowledged.
    private let places: [FilePlace]
    private let sequence: CommitSequence
    private let deliveriesAdded: @Sendable () -> Void
    private let removeFile: @Sendable (FileID) -> Void
    private let publisher: (any Publisher)?
    private let queue = Lock(Queue())
    private let signal = Signal()
    private let thread = Lock<System.Thread?>(nil)

    /// Starts the thread.
    /// - Parameters:
    ///   - database: read-write; from now on the thread's alone.
    ///   - deliveriesAdded: hears of each commit that added deliveries, after it was acknowledged.
    ///   - removeFile: hears of each file that is kept no longer, before the commit is acknowledged.
    ///   - publisher: hears of what is published, after the commit and before it is acknowledged.
    init(
        name: String, database: sending Database, filesFolder: String?, sequence: CommitSequence, limits: StoreLimits,
        deliveriesAdded: @escaping @Sendable () -> Void, removeFile: @escaping @Sendable (FileID) -> Void,
        publisher: (any Publisher)?
    ) throws(SystemError) {
        self.limits = limits
        // The log and the memory that connections share come with the first look into the file.
        let paths = [database.path, "\(database.path)-wal", "\(database.path)-shm"] + (filesFolder.map { [$0] } ?? [])
        places = paths.compactMap { FilePlace($0) }
        self.deliveriesAdded = deliveriesAdded
        self.removeFile = removeFile
        self.publisher = publisher
        self.sequence = sequence
        let handedOver = Lock<Database?>(database)
        let started = try Thread(name: name) { [self] in
            guard let database = handedOver.withLock({ $0.take() }) else { return }
            run(database)
        }
        thread.withLock { $0 = started }
    }

    /// Queues a write. From any thread.
    /// - Returns: `false` when the queue is full or the writer is stopping; the completion is then never called.
    func submit(_ job: WriteJob) -> Bool {
        let (isTaken, wakes) = queue.withLock { queue in
            guard !queue.isStopping, queue.jobs.count < limits.queuedJobs else { return (false, false) }
            queue.jobs.append(job)
            guard let wakeCount = queue.wakeCount, queue.jobs.count >= wakeCount else { return (true, false) }
            queue.wakeCount = nil
            return (true, true)
        }
        if wakes { signal.notify() }
        return isTaken
    }

    /// Writes that wait.
    var queuedJobCount: Int { queue.withLock { $0.jobs.count } }

    /// Takes no more writes, finishes those that wait, empties the write-ahead log, and ends the thread.
    func stop() {
        queue.withLock { $0.isStopping = true }
        signal.notify()
        let thread = thread.withLock { $0.take() }
        thread?.join()
    }

    // MARK: - On the thread

    private func run(_ database: Database) {
        let batch = WriteBatch(database: database, publisher: publisher)
        var schedule = CheckpointSchedule(passivePages: limits.checkpointPages, restartPages: limits.restartPages)
        var gathering = WriteGathering(jobsPerCommit: min(limits.jobsPerCommit, limits.queuedJobs))
        while true {
            switch nextTurn(expecting: gathering.expectedJobs) {
            case .write(let jobs):
                write(jobs, batch, &gathering)
                guard let kind = schedule.checkpoint(afterCommitWith: database.logPageCount) else { continue }
                checkpoint(kind, database)
            case .gather:
                let haveCome = signal.wait(timeoutMicroseconds: gathering.pauseMicroseconds)
                gathering.notePause(haveCome: haveCome)
            case .sleep:
                if signal.wait(timeoutMicroseconds: gathering.pauseMicroseconds) { continue }
                gathering.notePause(haveCome: false)
                signal.wait()
            case .end: return checkpoint(.truncate, database)
            }
        }
    }

    private func nextTurn(expecting expectedJobs: Int) -> Turn {
        queue.withLock { queue in
            queue.wakeCount = nil
            if queue.jobs.isEmpty {
                guard !queue.isStopping else { return .end }
                queue.wakeCount = 1
                return .sleep
            }
            if queue.jobs.count < expectedJobs, !queue.isStopping {
                queue.wakeCount = expectedJobs
                return .gather
            }
            let jobs = Array(queue.jobs.prefix(limits.jobsPerCommit))
            queue.jobs.removeFirst(jobs.count)
            return .write(jobs)
        }
    }

    private func write(_ jobs: [WriteJob], _ batch: WriteBatch, _ gathering: inout WriteGathering) {
        let start = Clock.monotonicNanoseconds()
        let results = Result { () throws(DatabaseError) in
            try checkPlaces(batch.database)
            return try batch.run(jobs)
        }
        gathering.noteBatch(
            jobCount: jobs.count, queuedCount: queuedJobCount, nanoseconds: Clock.monotonicNanoseconds() - start)
        switch results {
        case .failure(let error): return jobs.forEach { $0.fail(error) }
        case .success(let results):
            sequence.advance()
            // What went into a file that was removed meanwhile is not to be acknowledged.
            do throws(DatabaseError) { try checkPlaces(batch.database) } catch {
                batch.fileNote.commit { _ in }
                _ = batch.publicationNote?.take()
                return jobs.forEach { $0.fail(error) }
            }
            batch.fileNote.commit(remove: removeFile)
            if let changes = batch.publicationNote?.take(), !changes.isEmpty { publisher?.publish(changes) }
            results.forEach { tell in tell() }
        }
        if batch.outboxNote.hasRows {
            batch.outboxNote.hasRows = false
            deliveriesAdded()
        }
    }

    /// A file that was removed or moved away takes writes as before, and all of them are gone with the process.
    private func checkPlaces(_ database: Database) throws(DatabaseError) {
        guard let gone = places.first(where: { !$0.isInPlace }) else { return }
        database.report(
            "\(gone.path) was removed, moved or replaced: nothing is written any more; put it back, or restart")
        throw .fileGone
    }

    private func checkpoint(_ kind: Database.Checkpoint, _ database: Database) {
        do { try database.checkpoint(kind) } catch {
            // Readers in the way are no fault; the schedule tries again.
            if error.kind != .busy { database.report("\(database.path): checkpoint: \(error)") }
        }
    }
}

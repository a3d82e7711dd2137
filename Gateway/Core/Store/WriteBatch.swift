import Kit
import System

/// Runs many writes in one transaction, each in a savepoint of its own. Lives on the writer thread.
struct WriteBatch {
    private static let begin = SQL("BEGIN IMMEDIATE")
    private static let commit = SQL("COMMIT")
    private static let rollback = SQL("ROLLBACK")
    private static let savepoint = SQL("SAVEPOINT job")
    private static let undo = SQL("ROLLBACK TO job")
    private static let release = SQL("RELEASE job")

    let database: Database
    /// Set by jobs that added deliveries; reset by whoever has passed it on.
    let outboxNote = OutboxNote()
    /// What the jobs of the batch that are kept did with files; committed by whoever acknowledges the batch.
    let fileNote = FileNote()
    /// What they publish, taken by the same; `nil` when there is nobody to hear it.
    let publicationNote: PublicationNote?

    init(database: Database, publisher: (any Publisher)? = nil) {
        self.database = database
        publicationNote = publisher.map { publisher in PublicationNote { publisher.hasConnections($0) } }
    }

    /// Runs the jobs in order and commits.
    /// - Returns: what tells of each job, in their order.
    /// - Throws: why nothing was committed.
    func run(_ jobs: [WriteJob]) throws(DatabaseError) -> [@Sendable () -> Void] {
        do {
            try database.execute(Self.begin)
            var results: [@Sendable () -> Void] = []
            results.reserveCapacity(jobs.count)
            for job in jobs { results.append(try run(job)) }
            try database.execute(Self.commit)
            return results
        } catch {
            fileNote.undo(to: 0)
            publicationNote?.undo(to: 0)
            // After a full disk or an I/O error SQLite may have ended the transaction already.
            if database.isInTransaction { _ = try? database.execute(Self.rollback) }
            throw error
        }
    }

    /// - Throws: when the transaction as a whole is lost.
    private func run(_ job: WriteJob) throws(DatabaseError) -> @Sendable () -> Void {
        try database.execute(Self.savepoint)
        let (fileCount, publicationCount) = (fileNote.count, publicationNote?.count ?? 0)
        let outcome = outcome(of: job)
        guard database.isInTransaction else { throw .rolledBack }
        if !outcome.isKept {
            try database.execute(Self.undo)
            fileNote.undo(to: fileCount)
            publicationNote?.undo(to: publicationCount)
        }
        try database.execute(Self.release)
        return outcome.tell
    }

    private func outcome(of job: WriteJob) -> WriteJob.Outcome {
        do throws(DatabaseError) {
            let outcome = try job.run(
                WriteStore(database, outboxNote: outboxNote, fileNote: fileNote, publicationNote: publicationNote))
            guard database.hasUnmetForeignKeys else { return outcome }
            database.report("\(database.path): a write left a foreign key without its row")
            throw .unmetForeignKey
        } catch {
            return WriteJob.Outcome(isKept: false) { job.fail(error) }
        }
    }
}

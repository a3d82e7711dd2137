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

    /// Runs the jobs in order and commits.
    /// - Returns: one result a job, in their order; they may be told. `nil` when nothing was committed.
    func run(_ jobs: [WriteJob]) -> [Result<[UInt8], APIError>]? {
        do {
            try database.execute(Self.begin)
            var results: [Result<[UInt8], APIError>] = []
            results.reserveCapacity(jobs.count)
            for job in jobs { results.append(try run(job)) }
            try database.execute(Self.commit)
            return results
        } catch {
            // After a full disk or an I/O error SQLite may have ended the transaction already.
            if database.isInTransaction { _ = try? database.execute(Self.rollback) }
            return nil
        }
    }

    /// - Throws: when the transaction as a whole is lost.
    private func run(_ job: WriteJob) throws(APIError) -> Result<[UInt8], APIError> {
        try database.execute(Self.savepoint)
        var result: Result<[UInt8], APIError>
        do { result = .success(try job.body(WriteStore(database, outboxNote: outboxNote))) } catch {
            result = .failure(error)
        }
        guard database.isInTransaction else { throw .storeIsUnavailable }
        if database.hasUnmetForeignKeys {
            database.report("\(database.path): a write left a foreign key without its row")
            result = .failure(APIError(.internalError))
        }
        if case .failure(let error) = result, !error.keepsWrites { try database.execute(Self.undo) }
        try database.execute(Self.release)
        return result
    }
}

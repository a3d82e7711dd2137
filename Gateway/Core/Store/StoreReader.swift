package import Kit
package import System

/// One thread's read-only view of one database file.
///
/// A read transaction stays open from call to call, so that a read costs no lock. It is renewed when the writer has
/// committed since: a read that begins after an acknowledged write always sees that write.
package final class StoreReader {
    private static let begin = SQL("BEGIN")
    private static let commit = SQL("COMMIT")

    private let database: Database
    private let sequence: CommitSequence
    /// The commit that the open snapshot holds at least; `nil` when none is open.
    private var snapshot: UInt64?

    init(database: Database, sequence: CommitSequence) {
        self.database = database
        self.sequence = sequence
    }

    deinit { endSnapshot() }

    /// The tables, as of the last acknowledged write or later. Valid until the next call to this reader.
    package func tables() throws(DatabaseError) -> Database {
        // SQLite takes the snapshot at the first read after BEGIN, thus after the sequence is looked at.
        let current = sequence.current
        // An error may have ended the transaction.
        if snapshot != current || !database.isInTransaction { try renew(current) }
        return database
    }

    /// The same for a plugin's operation.
    /// - Throws: `store.unavailable`.
    package func store() throws(APIError) -> ReadStore {
        do throws(DatabaseError) { return ReadStore(try tables()) } catch { throw APIError(error) }
    }

    /// Lets go of the snapshot. To be called before the thread sleeps, and at least every 100 ms under load: while a
    /// snapshot is held, later pages cannot leave the write-ahead log.
    package func endSnapshot() {
        guard snapshot != nil else { return }
        snapshot = nil
        // A failure is reported, and there is nothing to lose.
        if database.isInTransaction { _ = try? database.execute(Self.commit) }
    }

    private func renew(_ current: UInt64) throws(DatabaseError) {
        endSnapshot()
        try database.execute(Self.begin)
        snapshot = current
    }
}

package import Kit
package import System

/// One write that waits for its turn: what it does, and who hears what came of it.
///
/// It runs on the writer thread inside a savepoint of its own. Whoever waits hears once, on the same thread, after the
/// commit or the failure, and must only pass it on.
package struct WriteJob: Sendable {
    /// What a write came to.
    struct Outcome: Sendable {
        /// What it wrote is committed; else it is undone.
        let isKept: Bool
        /// Tells whoever waits, once the batch is committed.
        let tell: @Sendable () -> Void
    }

    /// - Throws: what undoes the write; `fail` has to be told.
    let run: @Sendable (WriteStore) throws(DatabaseError) -> Outcome
    /// Tells whoever waits that nothing of it was kept.
    let fail: @Sendable (DatabaseError) -> Void

    /// A write of the gateway's own, with an answer of its own.
    package init<Answer: Sendable>(
        body: @escaping @Sendable (WriteStore) throws(DatabaseError) -> Answer,
        completion: @escaping @Sendable (Result<Answer, DatabaseError>) -> Void
    ) {
        run = { (store) throws(DatabaseError) in
            let answer = try body(store)
            return Outcome(isKept: true) { completion(.success(answer)) }
        }
        fail = { error in completion(.failure(error)) }
    }

    /// An operation's write: an error that is `keepingWrites` is answered after the commit of what was written.
    package init(
        operation: @escaping @Sendable (WriteStore) throws(APIError) -> Reply,
        completion: @escaping @Sendable (Result<Reply, APIError>) -> Void
    ) {
        run = { (store) throws(DatabaseError) in
            do throws(APIError) {
                let reply = try operation(store)
                return Outcome(isKept: true) { completion(.success(reply)) }
            } catch {
                return Outcome(isKept: error.keepsWrites) { completion(.failure(error)) }
            }
        }
        fail = { error in completion(.failure(APIError(error))) }
    }
}

import Kit
import System

/// The statements of the outbox worker.
///
/// Of all rows of a channel and key that wait, at most one is `ready` (state 1); an index sees to it. Whoever finishes
/// or removes that one calls `promote`, which makes the oldest of the others ready: the order per key.
enum OutboxTable {
    private static let due = SQL(
        """
        SELECT id, ordering_key, attempts, deadline_at, idempotency_key, due_at FROM outbox
        WHERE channel = $1 AND state = 1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3
        """)
    private static let dueTooLate = SQL(
        """
        SELECT id, ordering_key, attempts, deadline_at, idempotency_key, due_at FROM outbox
        WHERE channel = $1 AND state = 1 AND due_at > $2 ORDER BY due_at, id LIMIT $3
        """)
    private static let body = SQL("SELECT body FROM outbox WHERE id = $1 AND state = 1")
    private static let ready = SQL("SELECT 1 FROM outbox WHERE channel = $1 AND state = 1 LIMIT 1")
    private static let expired = SQL(
        """
        SELECT id, channel, ordering_key FROM outbox
        WHERE state <= 1 AND deadline_at IS NOT NULL AND deadline_at <= $1 ORDER BY deadline_at LIMIT $2
        """)

    /// Rows that may be sent, those that were due first first. No pause is longer than Retry-After's limit: a row that
    /// is due later than that was added before the clock was set back, and waits no longer.
    static func due(
        _ channel: String, now: Timestamp, limit: Int, in database: Database
    ) throws(DatabaseError) -> [DueDelivery] {
        let rows = try database.all(due, channel, now, limit, map: delivery)
        guard rows.count < limit else { return rows }
        let longest = now.adding(seconds: RetryAfter.limitSeconds)
        return try rows + database.all(dueTooLate, channel, longest, limit - rows.count, map: delivery)
    }

    private static func delivery(_ row: borrowing Row) -> DueDelivery {
        DueDelivery(
            id: row.int64(0), key: row.text(1), attempts: row.int(2), deadline: row.optionalTimestamp(3),
            idempotencyKey: row.text(4), isUrgent: row.int64(5) == 0)
    }

    /// `nil` when the row is gone or finished.
    static func body(of id: Int64, in database: Database) throws(DatabaseError) -> [UInt8]? {
        try database.first(body, id) { $0.blob(0) }
    }

    /// Whether a row of the channel waits.
    static func hasReady(_ channel: String, in database: Database) throws(DatabaseError) -> Bool {
        try database.first(ready, channel) { _ in true } ?? false
    }

    /// Rows whose deadline has passed, on their turn or not.
    static func expired(
        now: Timestamp, limit: Int, in database: Database
    ) throws(DatabaseError) -> [(id: Int64, channel: String, key: String)] {
        try database.all(expired, now, limit) { ($0.int64(0), $0.text(1), $0.text(2)) }
    }
}

// MARK: - Writing

extension OutboxTable {
    private static let deliver = SQL(
        """
        UPDATE outbox SET state = 2, attempts = attempts + 1, finished_at = $2, last_error = NULL
        WHERE id = $1 AND state <= 1
        """)
    private static let postpone = SQL(
        """
        UPDATE outbox SET attempts = attempts + 1, due_at = $2, last_error = $3 WHERE id = $1 AND state <= 1
        """)
    private static let bury = SQL(
        """
        UPDATE outbox SET state = 3, attempts = attempts + $4, finished_at = $2,
            last_error = CASE WHEN $4 OR last_error IS NULL THEN $3 ELSE $3 || '; before that: ' || last_error END
        WHERE id = $1 AND state <= 1
        """)
    private static let promote = SQL(
        """
        UPDATE outbox SET state = 1 WHERE id = (
            SELECT min(id) FROM outbox WHERE channel = $1 AND ordering_key = $2 AND state <= 1)
        AND NOT EXISTS (
            SELECT 1 FROM outbox WHERE channel = $1 AND ordering_key = $2 AND state = 1)
        """)
    private static let journal = SQL(
        """
        UPDATE outbox SET state = 2, finished_at = $2 WHERE id IN (
            SELECT id FROM outbox WHERE channel = $1 AND state <= 1 LIMIT $3)
        """)
    private static let removeDelivered = SQL(
        """
        DELETE FROM outbox WHERE id IN (
            SELECT id FROM outbox WHERE state = 2 AND finished_at <= $1 ORDER BY finished_at LIMIT $2)
        """)
    private static let removeDead = SQL(
        """
        DELETE FROM outbox WHERE id IN (
            SELECT id FROM outbox WHERE state = 3 AND finished_at <= $1 ORDER BY finished_at LIMIT $2)
        """)

    /// Keeps what became of attempts. A row that an operator dropped or retried meanwhile stays as that left it.
    static func keep(_ marks: [DeliveryMark], now: Timestamp, in database: Database) throws(DatabaseError) {
        for mark in marks {
            switch mark.outcome {
            case .delivered: try database.execute(deliver, mark.id, now)
            case .failed(let dueAt, let error):
                try database.execute(postpone, mark.id, dueAt, error)
                continue
            case .dead(let error): try database.execute(bury, mark.id, now, error, mark.isAttempt)
            }
            try promoteNext(mark.channel, mark.key, in: database)
        }
    }

    /// Makes the oldest row of a key ready, unless one is.
    static func promoteNext(_ channel: String, _ key: String, in database: Database) throws(DatabaseError) {
        try database.execute(promote, channel, key)
    }

    /// Rows that waited for a provider that the config does not have any more, at most `limit` of them.
    static func moveToJournal(
        _ channel: String, now: Timestamp, limit: Int, in database: Database
    ) throws(DatabaseError) {
        try database.execute(journal, channel, now, limit)
    }

    /// Removes delivered rows and dead letters that are kept long enough, at most `limit` of each.
    /// - Returns: whether there may be more.
    static func removeOld(
        _ retention: OutboxRetention, now: Timestamp, limit: Int, in database: Database
    ) throws(DatabaseError) -> Bool {
        let delivered = try database.execute(removeDelivered, now.adding(seconds: -retention.deliveredSeconds), limit)
        let dead = try database.execute(removeDead, now.adding(seconds: -retention.deadSeconds), limit)
        return delivered == limit || dead == limit
    }
}

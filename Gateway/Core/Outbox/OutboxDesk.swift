package import Kit
package import System

/// One plugin's outbox, as an operator looks at it and changes it. Works beside a running gateway: the worker sees a
/// change within a second. For one thread.
package struct OutboxDesk {
    /// What a change did not find.
    package enum Refusal: Error, Sendable, Equatable {
        case unknown(Int64)
        case isDelivered(Int64)
        case storeFailed(String)
    }

    let database: Database

    /// - Parameter database: with an outbox; read-write for changes.
    package init(_ database: Database) { self.database = database }

    /// Opens a plugin's file; `nil` when there is none yet, or none with an outbox.
    package static func open(
        _ plugin: PluginID, directory: String, mode: Database.Mode, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> sending OutboxDesk? {
        let path = DataDirectory.databasePath(plugin.description, in: directory)
        guard SmallFile.exists(path) else { return nil }
        do throws(DatabaseError) {
            let database = try Database(path: path, mode: mode, report: report)
            let table = try database.number("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'outbox'")
            return table == nil ? nil : OutboxDesk(database)
        } catch { throw StoreError(path: path, error) }
    }

    // MARK: - Looking

    private static let find = SQL(
        """
        SELECT id, channel, ordering_key, state, attempts, created_at, due_at, deadline_at, finished_at, last_error,
            idempotency_key, body, secret_keys FROM outbox WHERE id = $1
        """)
    private static let waiting = SQL(
        """
        SELECT id FROM outbox INDEXED BY outbox_by_key
        WHERE state <= 1 AND id > $1 AND ($3 IS NULL OR ordering_key = $3) ORDER BY id LIMIT $2
        """)
    private static let delivered = SQL(
        """
        SELECT id FROM outbox WHERE state = 2 AND id > $1 AND ($3 IS NULL OR ordering_key = $3) ORDER BY id LIMIT $2
        """)
    private static let dead = SQL(
        """
        SELECT id FROM outbox WHERE state = 3 AND id > $1 AND ($3 IS NULL OR ordering_key = $3) ORDER BY id LIMIT $2
        """)

    /// One row; `nil` when there is none of that number.
    package func record(_ id: Int64) throws(Refusal) -> DeliveryRecord? {
        try orFail { () throws(DatabaseError) in try database.first(Self.find, id, map: Self.record) }
    }

    /// The numbers of rows in a state, in the order added, at most `limit`.
    /// - Parameter key: of these alone; `nil` for all.
    package func ids(
        _ state: DeliveryRecord.State, key: String? = nil, after id: Int64 = 0, limit: Int
    ) throws(Refusal) -> [Int64] {
        let sql =
            switch state {
            case .waiting: Self.waiting
            case .delivered: Self.delivered
            case .dead: Self.dead
            }
        return try orFail { () throws(DatabaseError) in try database.all(sql, id, limit, key) { $0.int64(0) } }
    }

    private static func record(_ row: borrowing Row) -> DeliveryRecord {
        let state: DeliveryRecord.State =
            switch row.int(3) {
            case 2: .delivered
            case 3: .dead
            default: .waiting
            }
        return DeliveryRecord(
            id: row.int64(0), channel: row.text(1), key: row.text(2), state: state, attempts: row.int(4),
            createdAt: row.timestamp(5), dueAt: state == .waiting ? row.timestamp(6) : nil,
            deadline: row.optionalTimestamp(7), finishedAt: row.optionalTimestamp(8), lastError: row.optionalText(9),
            idempotencyKey: row.text(10), body: row.blob(11),
            secretKeys: row.text(12).split(separator: "\n").map(String.init))
    }

    // MARK: - Changing

    private static let begin = SQL("BEGIN IMMEDIATE")
    private static let commit = SQL("COMMIT")
    private static let rollback = SQL("ROLLBACK")
    private static let retry = SQL(
        """
        UPDATE outbox SET state = CASE WHEN state = 1 THEN 1 ELSE 0 END, attempts = 0, due_at = 0, finished_at = NULL,
            deadline_at = CASE WHEN deadline_at <= $2 THEN NULL ELSE deadline_at END
        WHERE id = $1 AND state <> 2 RETURNING channel, ordering_key
        """)
    private static let drop = SQL("DELETE FROM outbox WHERE id = $1 RETURNING channel, ordering_key")

    /// Has a row tried again at once, ahead of all others and even if its provider is down. A dead letter waits again,
    /// in its old place among those of its key; a deadline that has passed is lifted.
    package func retry(_ ids: [Int64], now: Timestamp) throws(Refusal) {
        try change(ids) { (id) throws(DatabaseError) in
            try database.first(Self.retry, id, now) { ($0.text(0), $0.text(1)) }
        }
    }

    /// Removes a row, in whatever state. An attempt that is on its way is not called back.
    package func drop(_ ids: [Int64]) throws(Refusal) {
        try change(ids) { (id) throws(DatabaseError) in try database.first(Self.drop, id) { ($0.text(0), $0.text(1)) } }
    }

    /// All or none.
    private func change(
        _ ids: [Int64], _ body: (Int64) throws(DatabaseError) -> (channel: String, key: String)?
    ) throws(Refusal) {
        try orFail { () throws(DatabaseError) in try database.execute(Self.begin) }
        do throws(Refusal) {
            for id in ids {
                guard let row = try orFail({ () throws(DatabaseError) in try body(id) }) else {
                    throw try record(id) == nil ? .unknown(id) : .isDelivered(id)
                }
                try orFail { () throws(DatabaseError) in
                    try OutboxTable.promoteNext(row.channel, row.key, in: database)
                }
            }
            try orFail { () throws(DatabaseError) in try database.execute(Self.commit) }
        } catch {
            if database.isInTransaction { _ = try? database.execute(Self.rollback) }
            throw error
        }
    }

    @discardableResult
    func orFail<Result>(_ body: () throws(DatabaseError) -> Result) throws(Refusal) -> Result {
        do throws(DatabaseError) { return try body() } catch { throw .storeFailed("the store refused") }
    }
}

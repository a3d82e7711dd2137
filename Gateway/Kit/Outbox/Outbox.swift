import System

/// What an operation wants done outside: rows that are committed with its other writes, or not at all, and delivered
/// by the gateway after the commit: at least once, in order per key. Bound to its call.
public struct Outbox {
    private static let insert = SQL(
        """
        INSERT INTO outbox (channel, ordering_key, body, secret_keys, idempotency_key, created_at, due_at, deadline_at,
            state, finished_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6, $7,
            CASE WHEN $8 THEN 2
                WHEN EXISTS (SELECT 1 FROM outbox WHERE channel = $1 AND ordering_key = $2 AND state <= 1) THEN 0
                ELSE 1 END,
            CASE WHEN $8 THEN $6 END)
        """)

    private let store: WriteStore
    private let now: Timestamp

    init(_ store: WriteStore, now: Timestamp) {
        self.store = store
        self.now = now
    }

    /// Adds a delivery.
    /// - Throws: `store.unavailable`; `gateway.internal` when the key or the body is beyond its limit, or when the
    ///   plugin has no channels.
    public func add(_ delivery: Delivery) throws(APIError) {
        guard (1...Delivery.keyLimitBytes).contains(delivery.key.utf8.count) else {
            throw mistake("an ordering key of \(delivery.key.utf8.count) bytes", delivery)
        }
        guard delivery.body.count <= Delivery.bodyLimitBytes else {
            throw mistake("a body of \(delivery.body.count) bytes", delivery)
        }
        let isJournal = delivery.channel.provider == nil
        // Random, so that a provider never takes one delivery for another, whatever became of the file.
        try store.execute(
            Self.insert, delivery.channel.name, delivery.key, delivery.body,
            delivery.secretKeys.joined(separator: "\n"), String.randomHexadecimal(), now, delivery.deadline, isJournal)
        if !isJournal { store.outboxNote?.hasRows = true }
    }

    private func mistake(_ words: String, _ delivery: Delivery) -> APIError {
        store.database.report("\(store.database.path): the outbox takes no \(words) (\(delivery.channel.name))")
        return APIError(.internalError, .program)
    }
}

extension WriteCall {
    /// What is to be done outside once this operation is committed.
    public var outbox: Outbox { Outbox(store, now: now) }
}

/// How the writer learns that jobs of a batch added deliveries. Lives on the writer thread.
package final class OutboxNote {
    package var hasRows = false

    package init() {}
}

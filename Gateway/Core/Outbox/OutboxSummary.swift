package import Kit
import System

/// How a channel fares: what `gateway outbox status` shows.
package struct OutboxSummary: Sendable, Equatable {
    package let channel: String
    /// Deliveries that are still to be made.
    package var waiting = 0
    /// Of those, the ones that could be sent now: the first of their key, and not in a pause.
    package var ready = 0
    /// Of those that wait, the ones that failed before.
    package var retrying = 0
    /// Kept rows of deliveries that were made.
    package var delivered = 0
    /// Kept rows of deliveries that were given up.
    package var dead = 0
    /// When the oldest that waits was added; `nil` when none waits.
    package var oldestCreatedAt: Timestamp?
    /// Of the one that waits and failed last, or else of the last dead letter.
    package var lastError: String?

    package init(channel: String) { self.channel = channel }
}

extension OutboxDesk {
    private static let countWaiting = SQL(
        """
        SELECT channel, count(*), count(CASE WHEN state = 1 AND due_at <= $1 THEN 1 END),
            count(CASE WHEN attempts > 0 THEN 1 END), min(created_at)
        FROM outbox WHERE state <= 1 GROUP BY channel
        """)
    private static let countDelivered = SQL("SELECT channel, count(*) FROM outbox WHERE state = 2 GROUP BY channel")
    private static let countDead = SQL("SELECT channel, count(*) FROM outbox WHERE state = 3 GROUP BY channel")
    /// The pauses of those that failed last end last.
    private static let waitingError = SQL(
        """
        SELECT last_error FROM outbox WHERE channel = $1 AND state = 1 AND last_error IS NOT NULL
        ORDER BY due_at DESC LIMIT 1
        """)
    private static let deadError = SQL(
        "SELECT last_error FROM outbox WHERE channel = $1 AND state = 3 ORDER BY finished_at DESC LIMIT 1")

    /// One for each of the channels given, in their order, then for others that have rows: a channel that the plugin
    /// does not have any more.
    package func summaries(of channels: [String], now: Timestamp) throws(Refusal) -> [OutboxSummary] {
        try orFail { () throws(DatabaseError) in
            var found: [String: OutboxSummary] = [:]
            for channel in channels { found[channel] = OutboxSummary(channel: channel) }
            func change(_ channel: String, _ body: (inout OutboxSummary) -> Void) {
                body(&found[channel, default: OutboxSummary(channel: channel)])
            }
            _ = try database.all(Self.countWaiting, now) { row in
                let counts = (row.int(1), row.int(2), row.int(3))
                let oldest = row.timestamp(4)
                change(row.text(0)) { summary in
                    (summary.waiting, summary.ready, summary.retrying) = counts
                    summary.oldestCreatedAt = oldest
                }
            }
            _ = try database.all(Self.countDelivered) { row in
                let count = row.int(1)
                change(row.text(0)) { $0.delivered = count }
            }
            _ = try database.all(Self.countDead) { row in
                let count = row.int(1)
                change(row.text(0)) { $0.dead = count }
            }
            for channel in found.keys {
                var error = try database.first(Self.waitingError, channel) { $0.text(0) }
                if error == nil { error = try database.first(Self.deadError, channel) { $0.text(0) } }
                found[channel]?.lastError = error
            }
            let others = found.keys.filter { !channels.contains($0) }.sorted()
            return (channels + others).compactMap { found[$0] }
        }
    }
}

import Kit

/// The outbox's table in the file of each plugin that has channels.
///
/// `state`: 0 waits behind another of its key, 1 is the first of its key and thus to be delivered, 2 delivered,
/// 3 dead. Each index holds only the rows that are looked for through it, so that delivered rows cost nothing.
package enum OutboxSchema {
    /// Counted in a table of its own, so that neither the plugin's steps nor these can get in the other's way.
    package static let schema = Schema(
        [
            Migration(
                "deliveries",
                """
                CREATE TABLE outbox (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    channel TEXT NOT NULL,
                    ordering_key TEXT NOT NULL,
                    body BLOB NOT NULL,
                    secret_keys TEXT NOT NULL,
                    idempotency_key TEXT NOT NULL,
                    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
                    attempts INTEGER NOT NULL DEFAULT 0,
                    created_at INTEGER NOT NULL,
                    due_at INTEGER NOT NULL,
                    deadline_at INTEGER,
                    finished_at INTEGER,
                    last_error TEXT);
                CREATE INDEX outbox_by_key ON outbox (channel, ordering_key, id) WHERE state <= 1;
                CREATE INDEX outbox_due ON outbox (channel, due_at, id) WHERE state = 1;
                CREATE INDEX outbox_deadlines ON outbox (deadline_at) WHERE state <= 1 AND deadline_at IS NOT NULL;
                CREATE INDEX outbox_delivered_by_time ON outbox (finished_at, channel, state) WHERE state = 2;
                CREATE INDEX outbox_dead_by_time ON outbox (finished_at, channel, state) WHERE state = 3;
                CREATE INDEX outbox_dead ON outbox (id) WHERE state = 3;
                CREATE UNIQUE INDEX outbox_ready ON outbox (channel, ordering_key) WHERE state = 1;
                """)
        ], countedIn: "outbox_migrations")
}

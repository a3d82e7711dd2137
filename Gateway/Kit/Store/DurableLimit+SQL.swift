extension DurableLimit {
    /// Makes the table that all limits of a plugin share. One step of `Plugin.schema`, not to be listed twice.
    public static let migration = Migration(
        "events that limits count",
        """
        CREATE TABLE limit_events (
            id INTEGER PRIMARY KEY,
            limit_name TEXT NOT NULL,
            event_key TEXT NOT NULL,
            counted_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL
        );
        CREATE INDEX limit_events_by_key ON limit_events (limit_name, event_key, counted_at);
        CREATE INDEX limit_events_by_end ON limit_events (ends_at);
        """)

    enum Statements {
        static let oldest = SQL(
            """
            SELECT counted_at FROM limit_events WHERE limit_name = $1 AND event_key = $2 AND counted_at <= $4
            ORDER BY counted_at DESC LIMIT 1 OFFSET $3
            """)
        static let record = SQL(
            "INSERT INTO limit_events (limit_name, event_key, counted_at, ends_at) VALUES ($1, $2, $3, $4)")
        static let sweep = SQL(
            """
            DELETE FROM limit_events WHERE id IN (
                SELECT id FROM limit_events WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)
            """)
    }
}

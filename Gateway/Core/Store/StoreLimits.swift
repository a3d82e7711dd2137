/// The bounds of one database file's writer and readers.
package struct StoreLimits: Sendable {
    /// Writes that may wait; the next is refused.
    package var queuedJobs = 10_000
    /// Writes that share one commit.
    package var jobsPerCommit = 512
    /// Pages in the write-ahead log after which the writer copies them to the file, without waiting for readers.
    /// Meanwhile no write goes on: with 4,000 the slowest hundredth of orders, at 5,000 a second, waited 17 ms instead
    /// of 5; at full speed 7 % more were made (`scripts/bench --only orders`, November 2026).
    package var checkpointPages = 1_000
    /// Pages in the log (64 MiB) after which the writer waits for readers, so that the log starts anew.
    package var restartPages = 16_384
    /// The writer's page cache.
    package var writerCacheKilobytes = 2_048
    /// Each reader's page cache.
    package var readerCacheKilobytes = 1_024
    /// The bound of the file in pages, for tests; `nil` is SQLite's own.
    package var filePages: Int?

    package init() {}
}

package import Kit
package import System

/// One plugin's database file: its schema, its writer, and a reader for each thread that asks.
package final class Store: Sendable {
    /// The file, as error texts show it.
    package let path: String
    private let limits: StoreLimits
    private let sequence = CommitSequence()
    private let writer: StoreWriter
    private let report: @Sendable (String) -> Void

    /// Opens or makes the file, takes the schema steps that are missing, and starts the writer thread.
    /// - Parameters:
    ///   - name: of the thread, in `top -H`.
    ///   - added: what the gateway keeps in the file beside the plugin's tables.
    ///   - deliveriesAdded: hears of each commit that added deliveries, on the writer thread.
    ///   - filesFolder: of the plugin's files, where it has one.
    ///   - removeFile: hears of each file that is kept no longer, after the commit, on the writer thread.
    ///   - publisher: hears of what is published; `nil` when there is nobody to hear it.
    ///   - report: gets one line for each error that clients only see as `store.unavailable` or `gateway.internal`;
    ///     called from any thread.
    /// - Throws: what is wrong with the file.
    package init(
        path: String, name: String, schema: [Migration], added: [Schema] = [], limits: StoreLimits = StoreLimits(),
        filesFolder: String? = nil, deliveriesAdded: @escaping @Sendable () -> Void = {},
        removeFile: @escaping @Sendable (FileID) -> Void = { _ in }, publisher: (any Publisher)? = nil,
        report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) {
        self.path = path
        self.limits = limits
        self.report = report
        let database = try Self.openForWriting(
            path: path, schema: schema, added: added, limits: limits, report: report)
        do {
            writer = try StoreWriter(
                name: name, database: database, filesFolder: filesFolder, sequence: sequence, limits: limits,
                deliveriesAdded: deliveriesAdded, removeFile: removeFile, publisher: publisher)
        } catch { throw .noThread(error) }
    }

    /// The file with this program's schema, made if there is none.
    package static func openForWriting(
        path: String, schema: [Migration], added: [Schema] = [], limits: StoreLimits = StoreLimits(),
        report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> sending Database {
        try DatabaseMarker.check(path)
        let database: Database
        do {
            let options = Database.Options(cacheKilobytes: limits.writerCacheKilobytes)
            database = try Database(path: path, mode: .readWrite, options: options, report: report)
            try database.run("PRAGMA journal_size_limit = \(limits.restartPages * 4096)")
        } catch { throw StoreError(path: path, error) }
        for schema in [Schema(schema)] + added { try schema.apply(to: database) }
        DatabaseMarker.leave(path, report: report)
        do {
            if let pages = limits.filePages { try database.run("PRAGMA max_page_count = \(pages)") }
        } catch { throw StoreError(path: path, error) }
        return database
    }

    /// Finds out whether `openForWriting` would take the file as it is, and neither makes nor changes anything. No
    /// gateway may be writing it.
    /// - Throws: what is wrong with it; nothing when there is none and never was.
    package static func tryOut(path: String, _ schemas: [Schema]) throws(StoreError) {
        try DatabaseMarker.check(path)
        guard SmallFile.exists(path) else { return }
        // What a crash has left in the log counts; then its memory is there too.
        let mode: Database.Mode = SmallFile.exists(path + "-wal") ? .readOnly : .asItLies
        let database: Database
        do throws(DatabaseError) { database = try Database(path: path, mode: mode, report: { _ in }) } catch {
            throw StoreError(path: path, error)
        }
        for schema in schemas { try schema.look(at: database) }
    }

    /// A read-only view for the calling thread, which must be the only one to use it.
    package func makeReader() throws(StoreError) -> StoreReader {
        try Self.makeReader(path: path, limits: limits, sequence, report)
    }

    /// The same of a file that another process may be writing; `nil` when there is none. For commands, which look once.
    package static func openForReading(
        path: String, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> StoreReader? {
        guard SmallFile.exists(path) else { return nil }
        return try makeReader(path: path, limits: StoreLimits(), CommitSequence(), report)
    }

    private static func makeReader(
        path: String, limits: StoreLimits, _ sequence: CommitSequence, _ report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> StoreReader {
        do {
            let options = Database.Options(cacheKilobytes: limits.readerCacheKilobytes, busyTimeoutMilliseconds: 100)
            let database = try Database(path: path, mode: .readOnly, options: options, report: report)
            return StoreReader(database: database, sequence: sequence)
        } catch { throw StoreError(path: path, error) }
    }

    /// Queues a write. From any thread.
    /// - Returns: `false` when the queue is full or the store is stopping; the completion is then never called.
    package func submit(_ job: WriteJob) -> Bool { writer.submit(job) }

    /// Writes that wait; for metrics.
    package var queuedJobCount: Int { writer.queuedJobCount }

    /// Takes no more writes, finishes those that wait, empties the write-ahead log. Readers should be gone by then.
    package func stop() { writer.stop() }
}

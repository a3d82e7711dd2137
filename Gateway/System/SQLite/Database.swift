internal import CSQLite

/// A connection to one SQLite file, for one thread at a time. Every statement is prepared once and kept.
@safe package final class Database {
    /// What may be done through the connection.
    package enum Mode: Sendable {
        /// Reads and writes; the file is made when there is none, and put into write-ahead mode.
        case readWrite
        /// Reads an existing file.
        case readOnly
        /// Reads a file that nobody writes meanwhile, without what is in a write-ahead log; makes nothing beside it.
        case asItLies
    }

    /// How a connection is set up.
    package struct Options: Sendable {
        /// The bound of the page cache; memory is taken as pages are read.
        package var cacheKilobytes: Int
        /// How long a statement waits for a lock that another connection holds.
        package var busyTimeoutMilliseconds: Int

        package init(cacheKilobytes: Int = 1024, busyTimeoutMilliseconds: Int = 2000) {
            self.cacheKilobytes = cacheKilobytes
            self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
        }
    }

    /// The file's path as given.
    package let path: String
    /// Gets one line for each error that must not reach the client; never a bound value.
    package let report: @Sendable (String) -> Void
    private let connection: OpaquePointer
    /// Pages in the write-ahead log; SQLite writes it after each commit.
    private let frames: UnsafeMutablePointer<Int32>
    /// By their numbers. Not an array: its reading would be checked each time for a change in progress.
    private var statements: UnsafeMutableBufferPointer<Statement?>

    private static let isConfigured: Bool = csqlite_stop_memory_statistics() == SQLITE_OK

    /// Opens the file. Its content is not looked at before the first statement.
    /// - Parameter report: gets the details of errors that clients see as `store.unavailable` or `gateway.internal`.
    package init(
        path: String, mode: Mode, options: Options = Options(), report: @escaping @Sendable (String) -> Void
    ) throws(DatabaseError) {
        _ = Self.isConfigured
        self.path = path
        self.report = report
        unsafe connection = try Self.open(path, mode)
        unsafe frames = .allocate(capacity: 1)
        unsafe frames.initialize(to: 0)
        unsafe statements = .allocate(capacity: 0)
        unsafe sqlite3_extended_result_codes(connection, 1)
        unsafe sqlite3_busy_timeout(connection, Int32(clamping: options.busyTimeoutMilliseconds))
        unsafe csqlite_refuse_double_quoted_texts(connection)
        try run("PRAGMA temp_store = MEMORY")
        try run("PRAGMA cache_size = -\(options.cacheKilobytes)")
        try run("PRAGMA foreign_keys = ON")
        guard mode == .readWrite else { return }
        try switchToWriteAheadLog(within: options.busyTimeoutMilliseconds)
        try run("PRAGMA synchronous = FULL")
        // SQLite's own checkpoints would run inside a commit; see `checkpoint`.
        try run("PRAGMA wal_autocheckpoint = 0")
        unsafe csqlite_count_frames(connection, frames)
    }

    deinit {
        unsafe statements.deinitialize().deallocate()
        // The last statements may be finalized after this: only then does SQLite free the connection.
        unsafe sqlite3_close_v2(connection)
        unsafe frames.deallocate()
    }

    private static func open(_ path: String, _ mode: Mode) throws(DatabaseError) -> OpaquePointer {
        // SQLite would make it readable for all; its other files get this one's mode. It says itself what is wrong.
        if mode == .readWrite { try? PrivateFile.createIfMissing(path) }
        let access =
            switch mode {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .asItLies: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        let name = mode == .asItLies ? immutableURI(path) : path
        var handle: OpaquePointer?
        let status = unsafe sqlite3_open_v2(name, &handle, access | SQLITE_OPEN_NOMUTEX, nil)
        if status == SQLITE_OK, let handle = unsafe handle { return unsafe handle }
        let words = unsafe handle.map { unsafe message(of: $0) } ?? "out of memory"
        unsafe sqlite3_close_v2(handle)
        throw DatabaseError(code: status, message: words, sql: nil)
    }

    /// See https://sqlite.org/uri.html: the path with what has a meaning in a URI escaped.
    private static func immutableURI(_ path: String) -> String {
        let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        // Two slashes at the beginning would be taken for a host's name.
        return "file:\(escaped.hasPrefix("/") ? "//" : "")\(escaped)?immutable=1"
    }

    /// When several connections switch a new file at once, SQLite tells some that it is busy, and does not wait: each
    /// holds a read lock that the others wait for.
    private func switchToWriteAheadLog(within milliseconds: Int) throws(DatabaseError) {
        var left = milliseconds
        while true {
            do throws(DatabaseError) { return try run("PRAGMA journal_mode = WAL") } catch {
                guard error.kind == .busy, left > 0 else { throw error }
                left -= Int(sqlite3_sleep(1))
            }
        }
    }

    static func message(of connection: OpaquePointer?) -> String { unsafe String(cString: sqlite3_errmsg(connection)) }

    // MARK: - Statements

    /// The statement with that number, ready to be bound; prepared on first use. Ends with `Statement.finish`.
    package func statement(id: Int, text: String) throws(DatabaseError) -> Statement {
        if unsafe id < statements.count, let kept = unsafe statements[id], !kept.isBusy {
            kept.isBusy = true
            return kept
        }
        return try prepareStatement(id: id, text: text)
    }

    /// A statement of one user, who keeps it as long as it is of use.
    package func prepare(_ text: String) throws(DatabaseError) -> Statement {
        unsafe try Statement(text, on: connection, isKept: false)
    }

    private func prepareStatement(id: Int, text: String) throws(DatabaseError) -> Statement {
        if unsafe id >= statements.count { makeRoom(forStatement: id) }
        // A statement that is run again while its rows are read gets a second, short-lived copy.
        let isKept = unsafe statements[id] == nil
        let statement = unsafe try Statement(text, on: connection, isKept: isKept)
        statement.isBusy = true
        if isKept { unsafe statements[id] = statement }
        return statement
    }

    private func makeRoom(forStatement id: Int) {
        let capacity = unsafe max(id + 1, statements.count * 2)
        let grown = UnsafeMutableBufferPointer<Statement?>.allocate(capacity: capacity)
        let count = unsafe grown.moveInitialize(fromContentsOf: statements)
        unsafe grown[count...].initialize(repeating: nil)
        unsafe statements.deallocate()
        unsafe statements = unsafe grown
    }

    /// Runs statements that are used once, without parameters; rows are dropped.
    package func run(_ script: String) throws(DatabaseError) {
        let status = unsafe sqlite3_exec(connection, script, nil, nil, nil)
        guard status == SQLITE_OK else {
            throw unsafe DatabaseError(code: status, message: Self.message(of: connection), sql: script)
        }
    }

    /// The first column of the first row of a statement that is used once; `nil` without rows.
    package func number(_ sql: String) throws(DatabaseError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.int64(0) : nil
    }

    /// The first column of the first row of a statement that is used once; `nil` without rows or for NULL.
    package func text(_ sql: String) throws(DatabaseError) -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : nil
    }

    // MARK: - State

    /// Rows that the last INSERT, UPDATE or DELETE changed.
    package var changedRowCount: Int { unsafe Int(sqlite3_changes64(connection)) }

    /// A transaction is open. SQLite may have ended it by itself, after a full disk say.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(connection) == 0 }

    /// A deferred foreign key waits for its row; a commit would fail.
    package var hasUnmetForeignKeys: Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        let status = unsafe sqlite3_db_status(connection, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
        return status == SQLITE_OK && current != 0
    }

    // MARK: - Write-ahead log

    /// Pages in the write-ahead log after this connection's last commit.
    package var logPageCount: Int { unsafe Int(frames.pointee) }

    /// How far a checkpoint goes.
    package enum Checkpoint: Sendable {
        /// Copies what no reader still needs in the log; waits for nobody.
        case passive
        /// Waits for readers, up to the busy timeout, so that the log is written from its start again.
        case restart
        /// The same, and cuts the log file to nothing.
        case truncate
    }

    /// Copies pages from the log to the database file and flushes it.
    /// - Throws: `busy` when readers kept it from being complete (not for `passive`), or an I/O error.
    package func checkpoint(_ kind: Checkpoint) throws(DatabaseError) {
        let mode =
            switch kind {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .restart: SQLITE_CHECKPOINT_RESTART
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        let status = unsafe sqlite3_wal_checkpoint_v2(connection, nil, mode, nil, nil)
        guard status == SQLITE_OK else {
            throw unsafe DatabaseError(code: status, message: Self.message(of: connection), sql: nil)
        }
    }
}

internal import CSQLite

/// One prepared statement of one connection, used over and over by the connection's thread.
///
/// One use is: `bind` for `$1`, `$2`, …; `step` until it answers `false` or enough is read; `finish`.
@usableFromInline @safe package final class Statement {
    private let handle: OpaquePointer
    /// SQLite's position of `$1`, `$2`, …: it numbers named parameters by first appearance in the text.
    private let positions: [Int32]
    /// It cannot change the database.
    package let isReadOnly: Bool
    /// Between being handed out and `finish`.
    var isBusy = false
    /// Columns of a row.
    private let columnCount: Int
    /// A row was asked for a column that the statement does not have; until `finish`.
    package private(set) var lacksColumn = false
    private var boundCount = 0
    private var bindStatus = SQLITE_OK
    private var holdsBytes = false

    /// - Throws: when the text is not exactly one statement with the parameters `$1` … `$n`.
    init(_ text: String, on connection: OpaquePointer, isKept: Bool) throws(DatabaseError) {
        let handle = unsafe try Self.prepare(text, on: connection, isKept: isKept)
        do throws(DatabaseError) {
            positions = unsafe try Self.positions(of: handle, text: text)
        } catch {
            unsafe sqlite3_finalize(handle)
            throw error
        }
        unsafe self.handle = handle
        isReadOnly = unsafe sqlite3_stmt_readonly(handle) != 0
        columnCount = unsafe Int(sqlite3_column_count(handle))
    }

    deinit { unsafe sqlite3_finalize(handle) }

    private static func prepare(
        _ text: String, on connection: OpaquePointer, isKept: Bool
    ) throws(DatabaseError) -> OpaquePointer {
        var handle: OpaquePointer?
        var rest: Int32 = 0
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let status = unsafe csqlite_prepare(connection, text, flags, &handle, &rest)
        guard status == SQLITE_OK else {
            throw unsafe DatabaseError(code: status, message: Database.message(of: connection), sql: text)
        }
        guard let handle = unsafe handle, rest == 0 else {
            unsafe sqlite3_finalize(handle)
            throw DatabaseError.mistake("not exactly one statement", sql: text)
        }
        return unsafe handle
    }

    private static func positions(of handle: OpaquePointer, text: String) throws(DatabaseError) -> [Int32] {
        let count = unsafe Int(sqlite3_bind_parameter_count(handle))
        var positions = [Int32](repeating: 0, count: count)
        for position in 0..<count {
            let name = unsafe sqlite3_bind_parameter_name(handle, Int32(position + 1)).map {
                unsafe String(cString: $0)
            }
            guard let name, name.first == "$", let number = Int(name.dropFirst()), (1...count).contains(number),
                positions[number - 1] == 0
            else { throw DatabaseError.mistake("the parameters are not $1 to $\(count)", sql: text) }
            positions[number - 1] = Int32(position + 1)
        }
        return positions
    }

    // MARK: - Parameters

    /// SQLite's position for the next parameter, `$1` first. 0, which SQLite refuses, when there is none.
    private func nextPosition() -> Int32 {
        defer { boundCount += 1 }
        return boundCount < positions.count ? positions[boundCount] : 0
    }

    private func note(_ status: Int32) { if status != SQLITE_OK { bindStatus = status } }

    /// Binds the next parameter.
    package func bind(_ value: Int64) { unsafe note(sqlite3_bind_int64(handle, nextPosition(), value)) }
    /// Binds the next parameter.
    package func bind(_ value: Double) { unsafe note(sqlite3_bind_double(handle, nextPosition(), value)) }
    /// Binds the next parameter.
    package func bindNull() { unsafe note(sqlite3_bind_null(handle, nextPosition())) }

    /// Binds the next parameter to a copy of the text.
    package func bind(_ text: String) {
        let position = nextPosition()
        holdsBytes = true
        let bytes = text.utf8.span
        // Without an address SQLite would bind NULL.
        guard !bytes.isEmpty else { return unsafe note(csqlite_bind_text(handle, position, "", 0)) }
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe note(csqlite_bind_text(handle, position, buffer.baseAddress, UInt64(buffer.count)))
        }
    }

    /// Binds the next parameter to a copy of the bytes.
    package func bind(_ bytes: Span<UInt8>) {
        let position = nextPosition()
        holdsBytes = true
        guard bytes.count > 0 else { return unsafe note(sqlite3_bind_zeroblob(handle, position, 0)) }
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe note(csqlite_bind_blob(handle, position, buffer.baseAddress, UInt64(buffer.count)))
        }
    }

    // MARK: - Running

    /// Goes to the next row.
    /// - Returns: `false` when there is none and the statement has done all it does.
    package func step() throws(DatabaseError) -> Bool {
        guard bindStatus == SQLITE_OK, boundCount == positions.count else { throw bindingError() }
        let status = unsafe sqlite3_step(handle)
        if status == SQLITE_ROW { return true }
        if status == SQLITE_DONE { return false }
        throw stepError(status)
    }

    /// Ends one use: no row is open, no bound bytes are held.
    package func finish() {
        unsafe sqlite3_reset(handle)
        if holdsBytes { unsafe sqlite3_clear_bindings(handle) }
        holdsBytes = false
        bindStatus = SQLITE_OK
        boundCount = 0
        lacksColumn = false
        isBusy = false
    }

    private var text: String { unsafe sqlite3_sql(handle).map { unsafe String(cString: $0) } ?? "" }

    private func bindingError() -> DatabaseError {
        guard boundCount == positions.count else {
            return .mistake("\(positions.count) parameters, but \(boundCount) values", sql: text)
        }
        return unsafe DatabaseError(code: bindStatus, message: String(cString: sqlite3_errstr(bindStatus)), sql: text)
    }

    private func stepError(_ status: Int32) -> DatabaseError {
        // SQLite's own message may quote a bound value, a full-text query say; that of a broken constraint names
        // tables and columns alone.
        let message =
            status & 0xFF == SQLITE_CONSTRAINT
            ? unsafe Database.message(of: sqlite3_db_handle(handle)) : unsafe String(cString: sqlite3_errstr(status))
        return DatabaseError(code: status, message: message, sql: text)
    }

    // MARK: - Columns of the current row, counted from 0

    /// NULL, or no such column.
    package func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(handle, number(column)) == SQLITE_NULL
    }

    /// 0 for NULL.
    package func int64(_ column: Int) -> Int64 {
        unsafe sqlite3_column_int64(handle, number(column))
    }

    /// 0 for NULL.
    package func double(_ column: Int) -> Double {
        unsafe sqlite3_column_double(handle, number(column))
    }

    /// A copy; invalid UTF-8 is repaired. `nil` for NULL.
    package func text(_ column: Int) -> String? {
        // Asked for a text, SQLite makes a copy that ends with a zero byte; asked for a blob, it shows what it has, and
        // of a number its digits.
        withBytes(column) { bytes in
            if bytes.isEmpty, isNull(column) { return nil }
            return unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The bytes where SQLite holds them, of a blob or of a text; empty for NULL. Valid until `step` or `finish`.
    @inlinable package func withBytes<Result, Failure: Error>(
        _ column: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(Span(_unsafeBytes: bytes(column)))
    }

    @usableFromInline func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let column = number(column)
        let start = unsafe sqlite3_column_blob(handle, column)
        let count = unsafe start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
        return unsafe UnsafeRawBufferPointer(start: start, count: count)
    }

    /// As SQLite takes it. What it does not have reads NULL there, silently.
    private func number(_ column: Int) -> Int32 {
        if column < 0 || column >= columnCount { lacksColumn = true }
        return Int32(truncatingIfNeeded: column)
    }
}

internal import CSQLite

/// What SQLite answered to a call that failed. Never holds a bound value.
package struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What can be done about it.
    package enum Kind: Sendable, Equatable {
        /// Another connection holds the lock, and went on holding it for the whole busy timeout.
        case busy
        /// The disk, or the file's own bound, is full.
        case diskFull
        /// The kernel could not read, write or flush.
        case inputOutput
        /// No memory.
        case outOfMemory
        /// The file is damaged, or no database.
        case corrupt
        /// The file cannot be opened.
        case cannotOpen
        /// A rule of the schema was broken: UNIQUE, CHECK, NOT NULL, FOREIGN KEY.
        case constraint
        /// SQLite has undone the transaction.
        case rolledBack
        /// A write through a read-only connection, or to a read-only file.
        case readOnly
        /// The file is not at its path any more.
        case fileGone
        /// A mistake in a statement or in its use.
        case programming
    }

    /// What can be done about it.
    package let kind: Kind
    /// SQLite's extended result code.
    package let code: Int32
    /// SQLite's words.
    package let message: String
    /// The statement, when there was one.
    package let sql: String?

    init(code: Int32, message: String, sql: String?) {
        self.kind = Self.kind(of: code)
        self.code = code
        self.message = message
        self.sql = sql
    }

    private init(kind: Kind, code: Int32, message: String) {
        self.kind = kind
        self.code = code
        self.message = message
        sql = nil
    }

    /// A mistake found before SQLite was asked.
    static func mistake(_ message: String, sql: String) -> DatabaseError {
        DatabaseError(code: SQLITE_MISUSE, message: message, sql: sql)
    }

    /// A row was read beyond its columns.
    package static func missingColumn(sql: String) -> DatabaseError {
        mistake("a row was asked for a column that the statement does not have", sql: sql)
    }

    /// A transaction that SQLite undid by itself, as it may when the disk is full.
    package static let rolledBack = DatabaseError(
        code: SQLITE_ABORT, message: "the transaction was undone", sql: nil)

    /// A deferred foreign key that still had no row at the end of a write.
    package static let unmetForeignKey = DatabaseError(
        code: SQLITE_CONSTRAINT, message: "a foreign key has no row", sql: nil)

    /// A file that could not be opened a moment ago, for a reason that was told then.
    package static let cannotOpen = DatabaseError(
        code: SQLITE_CANTOPEN, message: "the file cannot be opened", sql: nil)

    /// What was written would be lost with the process. The code is SQLITE_READONLY_DBMOVED.
    package static let fileGone = DatabaseError(
        kind: .fileGone, code: SQLITE_READONLY | 4 << 8, message: "the file is not at its path any more")

    /// Damage that a check of the content found.
    package static func damage(_ message: String) -> DatabaseError {
        DatabaseError(code: SQLITE_CORRUPT, message: message, sql: nil)
    }

    /// One line: the words, the code and the statement.
    package var description: String {
        guard let sql else { return "\(message) (SQLite code \(code))" }
        let line = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return "\(message) (SQLite code \(code)) in: \(line)"
    }

    private static func kind(of code: Int32) -> Kind {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
        case SQLITE_FULL: .diskFull
        case SQLITE_IOERR: .inputOutput
        case SQLITE_NOMEM: .outOfMemory
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_CANTOPEN: .cannotOpen
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_ABORT: .rolledBack
        case SQLITE_READONLY: .readOnly
        default: .programming
        }
    }
}

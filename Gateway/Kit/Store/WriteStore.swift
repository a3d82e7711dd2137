package import System

/// An API's tables inside a writing operation's transaction. Bound to the writer thread and to its call.
public struct WriteStore {
    /// For the gateway's own writes, which hear of a database error as it is.
    package let database: Database
    /// Hears of rows for the outbox; `nil` where nobody waits for them.
    let outboxNote: OutboxNote?
    /// Hears what becomes of files with the commit; `nil` where nobody keeps any.
    let fileNote: FileNote?
    /// Hears of what connections are to get after the commit; `nil` where there are none.
    let publicationNote: PublicationNote?

    package init(
        _ database: Database, outboxNote: OutboxNote? = nil, fileNote: FileNote? = nil,
        publicationNote: PublicationNote? = nil
    ) {
        self.database = database
        self.outboxNote = outboxNote
        self.fileNote = fileNote
        self.publicationNote = publicationNote
    }

    /// The same tables for functions that only read: with all that was written so far, in this transaction too.
    public var reading: ReadStore { ReadStore(database) }

    /// The first row of a query or of a `RETURNING` clause, or `nil` when there is none.
    /// - Throws: what `map` throws, or `store.unavailable`.
    public func first<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> Result? {
        try reading.first(sql, repeat each values, map: map)
    }

    /// All rows, in the statement's order.
    /// - Throws: what `map` throws, or `store.unavailable`.
    public func all<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> [Result] {
        try reading.all(sql, repeat each values, map: map)
    }

    /// Runs a statement that returns no rows.
    /// - Returns: the number of rows it changed.
    /// - Throws: `store.unavailable`; a constraint that the operation did not rule out is `gateway.internal`.
    @discardableResult
    public func execute<each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value
    ) throws(APIError) -> Int {
        do throws(DatabaseError) { return try database.execute(sql, repeat each values) } catch {
            throw APIError(error)
        }
    }
}

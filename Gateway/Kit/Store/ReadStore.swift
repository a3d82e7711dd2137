package import System

/// An API's tables, read-only. Bound to its thread and to the call it came with.
///
/// The generic functions are compiled into the plugin that calls them, for the types that it calls them with.
public struct ReadStore {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    /// The first row, or `nil` when there is none.
    /// - Throws: what `map` throws, or `store.unavailable`.
    @inlinable
    public func first<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> Result? {
        var found: Result?
        try visit(sql, bind: { repeat (each values).bind(to: $0) }) { (row) throws(APIError) in
            found = try map(row)
            return false
        }
        // Moved out, not copied.
        return found.take()
    }

    /// All rows, in the statement's order. The statement bounds their number with LIMIT.
    /// - Throws: what `map` throws, or `store.unavailable`.
    @inlinable
    public func all<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> [Result] {
        var found: [Result] = []
        try visit(sql, bind: { repeat (each values).bind(to: $0) }) { (row) throws(APIError) in
            found.append(try map(row))
            return true
        }
        return found
    }

    /// Shows the rows until `visit` has seen enough or throws. Here a database error becomes one of the API.
    @usableFromInline
    func visit(
        _ sql: SQL, bind: (borrowing SQLParameter) -> Void, _ visit: (borrowing Row) throws(APIError) -> Bool
    ) throws(APIError) {
        var failure: APIError?
        do throws(DatabaseError) {
            try database.visitRows(of: sql, bind: bind) { row in
                do throws(APIError) { return try visit(row) } catch {
                    failure = error
                    return false
                }
            }
        } catch { throw APIError(error) }
        if let failure { throw failure }
    }
}

package import System

/// An API's tables, read-only. Bound to its thread and to the call it came with.
public struct ReadStore {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    /// The first row, or `nil` when there is none.
    /// - Throws: what `map` throws, or `store.unavailable`.
    public func first<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> Result? {
        var found: Swift.Result<Result, APIError>?
        try visit(sql, repeat each values) { row in
            found = Swift.Result { () throws(APIError) in try map(row) }
            return false
        }
        return try found?.get()
    }

    /// All rows, in the statement's order. The statement bounds their number with LIMIT.
    /// - Throws: what `map` throws, or `store.unavailable`.
    public func all<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> [Result] {
        var found: [Result] = []
        var failure: APIError?
        try visit(sql, repeat each values) { row in
            do throws(APIError) {
                found.append(try map(row))
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        return found
    }

    /// Here a database error becomes one of the API, and nowhere else.
    private func visit<each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, each visit: (borrowing Row) -> Bool
    ) throws(APIError) {
        do throws(DatabaseError) {
            try database.visitRows(of: sql, repeat each values, visit: visit)
        } catch { throw APIError(error) }
    }
}

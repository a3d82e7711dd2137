package import System

extension Database {
    /// The first row, or `nil` when there is none.
    package func first<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> Result? {
        let statement = try begin(sql)
        defer { statement.finish() }
        repeat (each values).bind(to: SQLParameter(statement))
        guard try advance(statement) else { return nil }
        let result = try map(Row(statement))
        // A statement that writes does so before its first row, but checks foreign keys after the last.
        if !statement.isReadOnly { while try advance(statement) {} }
        return result
    }

    /// All rows, in order.
    package func all<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result
    ) throws(APIError) -> [Result] {
        let statement = try begin(sql)
        defer { statement.finish() }
        repeat (each values).bind(to: SQLParameter(statement))
        var results: [Result] = []
        while try advance(statement) { results.append(try map(Row(statement))) }
        return results
    }

    /// Runs it to its end, whatever rows it returns.
    /// - Returns: the number of rows it changed.
    @discardableResult
    package func execute<each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value
    ) throws(APIError) -> Int {
        let statement = try begin(sql)
        defer { statement.finish() }
        repeat (each values).bind(to: SQLParameter(statement))
        while try advance(statement) {}
        return statement.isReadOnly ? 0 : changedRowCount
    }

    private func begin(_ sql: SQL) throws(APIError) -> Statement {
        do { return try statement(id: sql.id, text: sql.text) } catch { throw failure(error) }
    }

    private func advance(_ statement: Statement) throws(APIError) -> Bool {
        do { return try statement.step() } catch { throw failure(error) }
    }

    private func failure(_ error: DatabaseError) -> APIError {
        report("\(path): \(error)")
        return APIError(error)
    }
}

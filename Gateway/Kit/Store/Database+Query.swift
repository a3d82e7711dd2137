package import System

/// How a statement is run and its rows are read. What SQLite refuses is reported here, whoever asked.
extension Database {
    /// Runs a statement, and shows its rows in order until `visit` says that it has seen enough.
    /// - Parameter bind: binds `$1`, `$2`, … in this order.
    /// - Returns: the number of rows that it changed.
    @discardableResult
    func visitRows(
        of sql: SQL, bind: (borrowing SQLParameter) -> Void, visit: (borrowing Row) -> Bool
    ) throws(DatabaseError) -> Int {
        do throws(DatabaseError) {
            let statement = try statement(id: sql.id, text: sql.text)
            defer { statement.finish() }
            bind(SQLParameter(statement))
            var wantsMore = true
            // A statement that writes does so before its first row, but checks foreign keys after the last.
            while wantsMore || !statement.isReadOnly, try statement.step() {
                if wantsMore { wantsMore = visit(Row(statement)) }
            }
            if statement.lacksColumn { throw DatabaseError.missingColumn(sql: sql.text) }
            return statement.isReadOnly ? 0 : changedRowCount
        } catch {
            report("\(path): \(error)")
            throw error
        }
    }

    /// The first row, or `nil` when there is none.
    package func first<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) -> Result
    ) throws(DatabaseError) -> Result? {
        var found: Result?
        try visitRows(of: sql, bind: { repeat (each values).bind(to: $0) }) { row in
            found = map(row)
            return false
        }
        return found
    }

    /// All rows, in order.
    package func all<Result, each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value, map: (borrowing Row) -> Result
    ) throws(DatabaseError) -> [Result] {
        var found: [Result] = []
        try visitRows(of: sql, bind: { repeat (each values).bind(to: $0) }) { row in
            found.append(map(row))
            return true
        }
        return found
    }

    /// Runs it to its end, whatever rows it returns.
    /// - Returns: the number of rows it changed.
    @discardableResult
    package func execute<each Value: SQLValue>(
        _ sql: SQL, _ values: repeat each Value
    ) throws(DatabaseError) -> Int {
        try visitRows(of: sql, bind: { repeat (each values).bind(to: $0) }, visit: { _ in true })
    }
}

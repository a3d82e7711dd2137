package import System

/// The current row of a query. Columns count from 0, in the order of the SELECT or RETURNING list.
public struct Row: ~Copyable {
    private let statement: Statement

    package init(_ statement: Statement) { self.statement = statement }

    /// An integer; 0 for NULL.
    public func int64(_ column: Int) -> Int64 { statement.int64(column) }
    /// An integer; 0 for NULL.
    public func int(_ column: Int) -> Int { Int(statement.int64(column)) }
    /// Whether an integer is other than 0; `false` for NULL.
    public func bool(_ column: Int) -> Bool { statement.int64(column) != 0 }
    /// A floating-point number; 0 for NULL.
    public func double(_ column: Int) -> Double { statement.double(column) }
    /// A text, invalid UTF-8 repaired; empty for NULL.
    public func text(_ column: Int) -> String { statement.text(column) ?? "" }
    /// A copy of a blob's bytes, or of a text's; empty for NULL.
    public func blob(_ column: Int) -> [UInt8] {
        var copy: [UInt8] = []
        statement.withBytes(column) { copy.append(copying: $0) }
        return copy
    }
    /// Milliseconds since the epoch; the epoch for NULL.
    public func timestamp(_ column: Int) -> Timestamp { Timestamp(milliseconds: statement.int64(column)) }

    /// A text, invalid UTF-8 repaired, or `nil` for NULL.
    public func optionalText(_ column: Int) -> String? { statement.text(column) }
    /// Milliseconds since the epoch, or `nil` for NULL.
    public func optionalTimestamp(_ column: Int) -> Timestamp? {
        statement.isNull(column) ? nil : timestamp(column)
    }
}

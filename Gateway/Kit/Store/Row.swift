package import System

/// The current row of a query. Columns count from 0, in the order of the SELECT or RETURNING list.
public struct Row: ~Copyable {
    private let statement: Statement

    package init(_ statement: Statement) { self.statement = statement }

    /// The column is NULL.
    public func isNull(_ column: Int) -> Bool { statement.isNull(column) }

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
        statement.withBytes(column) { bytes in
            [UInt8](capacity: bytes.count) { output in
                for index in bytes.indices { output.append(bytes[index]) }
            }
        }
    }
    /// Milliseconds since the epoch; the epoch for NULL.
    public func timestamp(_ column: Int) -> Timestamp { Timestamp(milliseconds: statement.int64(column)) }

    /// An integer, or `nil` for NULL.
    public func optionalInt64(_ column: Int) -> Int64? { isNull(column) ? nil : int64(column) }
    /// An integer, or `nil` for NULL.
    public func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
    /// Whether an integer is other than 0, or `nil` for NULL.
    public func optionalBool(_ column: Int) -> Bool? { isNull(column) ? nil : bool(column) }
    /// A floating-point number, or `nil` for NULL.
    public func optionalDouble(_ column: Int) -> Double? { isNull(column) ? nil : double(column) }
    /// A text, invalid UTF-8 repaired, or `nil` for NULL.
    public func optionalText(_ column: Int) -> String? { statement.text(column) }
    /// A copy of a blob's bytes, or `nil` for NULL.
    public func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }
    /// Milliseconds since the epoch, or `nil` for NULL.
    public func optionalTimestamp(_ column: Int) -> Timestamp? { isNull(column) ? nil : timestamp(column) }

    /// The bytes of a blob or a text where they lie, without a copy; empty for NULL.
    public func withBytes<Result>(
        _ column: Int, _ body: (Span<UInt8>) throws(APIError) -> Result
    ) throws(APIError) -> Result {
        try statement.withBytes(column, body)
    }
}

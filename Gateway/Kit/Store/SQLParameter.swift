package import System

/// The place of the next `$1`, `$2`, … that waits for its value.
public struct SQLParameter: ~Copyable {
    private let statement: Statement

    package init(_ statement: Statement) { self.statement = statement }

    /// An integer.
    public func bind(_ value: Int64) { statement.bind(value) }
    /// A floating-point number.
    public func bind(_ value: Double) { statement.bind(value) }
    /// A text; copied.
    public func bind(_ value: String) { statement.bind(value) }
    /// A blob; copied.
    public func bind(_ value: Span<UInt8>) { statement.bind(value) }
    /// NULL.
    public func bindNull() { statement.bindNull() }
}

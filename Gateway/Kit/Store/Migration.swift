/// One step of a database file's schema. Its number is its place in the plugin's list, from 1.
public struct Migration: Sendable {
    /// What the step does, for `gateway plugins` and error texts.
    public let summary: String
    /// The statements, in the dialect that SQLite and PostgreSQL share where that is possible.
    public let sql: String
    /// Columns whose keys are made anew after the statements.
    package let foldedColumns: [FoldedColumn]

    /// - Parameters: a short summary, and one or more statements.
    public init(_ summary: String, _ sql: String) {
        self.summary = summary
        self.sql = sql
        foldedColumns = []
    }

    /// Names that were folded by other rules, folded by today's.
    public init(_ summary: String, folding columns: FoldedColumn...) {
        self.summary = summary
        sql = columns.map(\.comment).joined(separator: "\n")
        foldedColumns = columns
    }
}

/// One step of a database file's schema. Its number is its place in the plugin's list, from 1.
public struct Migration: Sendable {
    /// What the step does, for `gateway plugins` and error texts.
    public let summary: String
    /// The statements, in the dialect that SQLite and PostgreSQL share where that is possible.
    public let sql: String

    /// - Parameters: a short summary, and one or more statements.
    public init(_ summary: String, _ sql: String) {
        self.summary = summary
        self.sql = sql
    }
}

import Kit

/// The table in the file of each plugin that takes files: which of them are kept.
package enum FileSchema {
    /// Counted in a table of its own, so that neither the plugin's steps nor these can get in the other's way.
    package static let schema = Schema([FileStatements.migration], countedIn: "file_migrations")
}

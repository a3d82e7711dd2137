/// The files of a plugin that takes any, in its own database.
package enum FileStatements {
    /// One step of a schema that is counted apart from the plugin's.
    package static let migration = Migration(
        "files that are kept",
        """
        CREATE TABLE gateway_files (
            id TEXT PRIMARY KEY,
            byte_count BIGINT NOT NULL,
            kept_at BIGINT NOT NULL
        );
        """)

    fileprivate static let insert = SQL("INSERT INTO gateway_files (id, byte_count, kept_at) VALUES ($1, $2, $3)")
    fileprivate static let delete = SQL("DELETE FROM gateway_files WHERE id = $1")
    fileprivate static let file = SQL("SELECT byte_count, kept_at FROM gateway_files WHERE id = $1")
}

extension ReadStore {
    /// A file that is kept, to be answered with `Reply.file`; `nil` when there is none of that id.
    /// - Throws: `store.unavailable`.
    public func file(_ id: FileID) throws(APIError) -> StoredFile? {
        try first(FileStatements.file, id) { StoredFile(id: id, byteCount: $0.int(0), keptAt: $0.timestamp(1)) }
    }
}

extension WriteStore {
    func insert(_ file: StoredFile) throws(APIError) {
        try execute(FileStatements.insert, file.id, file.byteCount, file.keptAt)
    }

    /// - Returns: whether it was there.
    func deleteFile(_ id: FileID) throws(APIError) -> Bool { try execute(FileStatements.delete, id) > 0 }
}

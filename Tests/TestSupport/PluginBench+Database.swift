internal import Core
internal import Kit
internal import System

extension PluginBench {
    /// The first column of the first row, straight from the file; `nil` without rows or for NULL.
    package func column(_ sql: String) throws -> String? {
        let path = DataDirectory.databasePath(P.id.description, in: folder.path)
        return try Database(path: path, mode: .readOnly) { _ in }.text(sql)
    }
}

internal import Core
internal import Kit
internal import System

extension PluginBench {
    /// The first column of the first row, straight from the file; `nil` without rows or for NULL.
    package func column(_ sql: String) throws -> String? {
        let path = DataDirectory.databasePath(P.id.description, in: folder.path)
        return try Database(path: path, mode: .readOnly) { _ in }.text(sql)
    }

    /// Changes the file behind the plugin's back: to have a write fail, say.
    package func tamper(_ sql: String) throws {
        let path = DataDirectory.databasePath(P.id.description, in: folder.path)
        try Database(path: path, mode: .readWrite) { _ in }.run(sql)
    }
}

import System

/// A file beside a database which says that there was one: `goncord.sqlite.made`.
///
/// SQLite takes an empty or missing file for a new database, and throws away the log that lies beside it. What a
/// restore that went wrong, or a hand that slipped, has cut would so begin anew, without a word and without its rows.
enum DatabaseMarker {
    private static func path(of database: String) -> String { "\(database).made" }

    /// Refuses a database of which there is less than there was. To be called before it is opened.
    static func check(_ path: String) throws(StoreError) {
        guard FilePlace.byteCount(path) ?? 0 == 0 else { return }
        let remains = [self.path(of: path), "\(path)-wal"].filter { FilePlace.byteCount($0) ?? 0 > 0 }
        if !remains.isEmpty { throw .lost(path: path, remains: remains) }
    }

    /// Notes that the database has its schema; once, and for those too that an older program made.
    /// - Parameter report: gets a line when the disk refuses: the next start tries again.
    static func leave(_ path: String, report: (String) -> Void) {
        let marker = self.path(of: path)
        guard FilePlace.byteCount(marker) ?? 0 == 0, let slash = path.lastIndex(of: "/") else { return }
        let name = path[path.index(after: slash)...]
        let words = "\(name) holds data. Who wants to begin without it removes this file with it.\n"
        do throws(SystemError) {
            try PrivateFile.write(Array(words.utf8), to: "\(name).made", in: String(path[..<slash]))
        } catch { report("\(marker) cannot be written: \(error)") }
    }
}

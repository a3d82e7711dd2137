package import Kit
package import System

/// The folder with the files of one plugin, beside its database. Files that are kept have a row there; all others are
/// uploads on their way, or orphans. For all threads.
package final class FileFolder: Sendable {
    package let path: String
    let spool: Spool
    private let report: @Sendable (String) -> Void

    /// Makes the folder, mode 0700, unless it is there.
    /// - Parameter report: gets a line for each file that could not be removed; called from any thread.
    package init(
        path: String, spool: Spool, report: @escaping @Sendable (String) -> Void
    ) throws(SystemError) {
        self.path = path
        self.spool = spool
        self.report = report
        try PrivateFile.makeDirectory(path)
    }

    /// Removes what no row names: uploads of a process that was killed, and files whose rows are gone. Before anything
    /// is uploaded; takes as long as a look-up for each file.
    package func removeOrphans(_ isKept: (FileID) throws(APIError) -> Bool) throws(SystemError) {
        for name in try PieceFile.names(in: path) {
            // What is not named like a file of ours is somebody else's.
            guard let id = try? FileID(checking: name), (try? isKept(id)) == false else { continue }
            try PieceFile.remove(path(of: id))
        }
    }

    func path(of id: FileID) -> String { "\(path)/\(id.text)" }

    /// Removes a file, after all that was submitted for it before. From any thread.
    package func remove(_ id: FileID) {
        spool.submit { [self] in
            do throws(SystemError) { try PieceFile.remove(path(of: id)) } catch { report("\(error)") }
        }
    }

    /// Says what a client gets to hear of a disk that refuses, and tells the operator more.
    func failure(_ error: SystemError) -> APIError {
        report("\(error)")
        return error.isFullDisk ? APIError(.storageFull, .filesFull) : .storeIsUnavailable(.filesInputOutput)
    }
}

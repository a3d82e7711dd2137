/// A file that an API keeps. It never changes; another content is another file.
public struct StoredFile: Sendable, Hashable {
    /// What a row of the plugin's refers to.
    public let id: FileID
    /// Its length.
    public let byteCount: Int
    /// The time of the call that kept it.
    public let keptAt: Timestamp

    package init(id: FileID, byteCount: Int, keptAt: Timestamp) {
        self.id = id
        self.byteCount = byteCount
        self.keptAt = keptAt
    }
}

/// An API's files in a writing operation: kept and removed with the operation's own writes, or not at all. Bound to its
/// call.
public struct Files {
    private let store: WriteStore
    private let now: Timestamp

    init(_ store: WriteStore, now: Timestamp) {
        self.store = store
        self.now = now
    }

    /// Keeps a file beyond the call, once. It is on disk for good before the commit of the operation.
    /// - Throws: `store.unavailable`.
    public func keep(_ file: UploadedFile) throws(APIError) -> StoredFile {
        guard let hold = file.hold else { throw APIError(.internalError, .program) }
        let kept = StoredFile(id: hold.id, byteCount: file.byteCount, keptAt: now)
        try store.insert(kept)
        store.fileNote?.add(.kept(hold))
        return kept
    }

    /// Removes a file: it is gone after the commit. An answer that is being sent of it breaks off.
    /// - Returns: whether it was there.
    /// - Throws: `store.unavailable`.
    @discardableResult
    public func remove(_ id: FileID) throws(APIError) -> Bool {
        guard try store.deleteFile(id) else { return false }
        store.fileNote?.add(.removed(id))
        return true
    }
}

extension WriteCall {
    /// The API's files.
    public var files: Files { Files(store, now: now) }
}

/// How the writer learns what the jobs of a batch did with files. Lives on the writer thread.
package final class FileNote {
    /// What becomes true with the commit.
    package enum Change {
        case kept(FileHold)
        case removed(FileID)
    }

    private var changes: [Change] = []

    package init() {}

    /// How many there are by now.
    package var count: Int { changes.count }

    func add(_ change: Change) { changes.append(change) }

    /// The last ones were undone, as far as there are more than that many.
    package func undo(to count: Int) { changes.removeLast(changes.count - count) }

    /// All were committed: files that are kept stay from now on.
    /// - Parameter remove: gets the others.
    package func commit(remove: (FileID) -> Void) {
        for change in changes {
            switch change {
            case .kept(let hold): hold.keep()
            case .removed(let id): remove(id)
            }
        }
        changes = []
    }
}

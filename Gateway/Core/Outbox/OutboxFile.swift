import Kit
import System

/// One plugin's rows, as the worker sees them: its reader, and what is to be kept of attempts. On the worker's thread.
final class OutboxFile {
    private static let marksPerWrite = 512
    /// Rows that a write removes, or puts into the journal.
    private static let rowsPerWrite = 500

    let name: String
    private let number: Int
    private let store: Store
    private let retention: OutboxRetention
    private let mailbox: OutboxMailbox
    private var reader: StoreReader?
    /// What is to be written.
    private var marks: [DeliveryMark] = []
    private var journals: Set<String> = []
    private var removesOldRows = false
    /// What is being written.
    private var writing: [DeliveryMark] = []
    private var isWriting = false
    /// The last write failed: the next waits for a tick.
    private var rests = false

    init(_ name: String, number: Int, store: Store, retention: OutboxRetention, mailbox: OutboxMailbox) {
        self.name = name
        self.number = number
        self.store = store
        self.retention = retention
        self.mailbox = mailbox
    }

    /// The rows as of the last commit, also of other processes. Valid until `endTurn`.
    func rows() throws(DatabaseError) -> Database {
        if let reader { return try reader.tables() }
        guard let made = try? store.makeReader() else { throw .cannotOpen }
        reader = made
        return try made.tables()
    }

    /// Lets go of the snapshot, so that the write-ahead log can be emptied and other processes' commits are seen.
    func endTurn() { reader?.endSnapshot() }

    /// To be called once by the worker when nothing more is read.
    func close() { reader = nil }

    // MARK: - Writing

    /// How a write ended.
    enum WriteEnd: Sendable {
        /// - hasMoreToRemove: as many rows were removed as one write may.
        case kept(hasMoreToRemove: Bool)
        case failed
    }

    /// Has the outcome of an attempt kept with the next write.
    func add(_ mark: DeliveryMark) { marks.append(mark) }

    /// Has rows of a channel without a provider put into the journal with the next write.
    func addJournal(_ channel: String) { journals.insert(channel) }

    /// Has rows removed that are older than the retention allows: with the next write, and those after it until none
    /// are left.
    func removeOldRows() { removesOldRows = true }

    /// Whether the outcomes of all attempts are written.
    var isSettled: Bool { marks.isEmpty && !isWriting }

    /// A second has passed.
    func tick() { rests = false }

    /// Writes what is to be written, when the last write has ended: all that has come meanwhile shares a commit, up to
    /// a limit, so that clients' writes get their turns.
    /// - Parameter isStopping: only outcomes are written.
    func flush(now: Timestamp, isStopping: Bool) {
        if isStopping { (journals, removesOldRows) = ([], false) }
        guard !isWriting, !rests, !marks.isEmpty || !journals.isEmpty || removesOldRows else { return }
        let batch = Array(marks.prefix(Self.marksPerWrite))
        let (channels, retention) = (journals, removesOldRows ? retention : nil)
        isWriting = submit { (database) throws(DatabaseError) in
            try OutboxTable.keep(batch, now: now, in: database)
            for channel in channels {
                try OutboxTable.moveToJournal(channel, now: now, limit: Self.rowsPerWrite, in: database)
            }
            guard let retention else { return false }
            return try OutboxTable.removeOld(retention, now: now, limit: Self.rowsPerWrite, in: database)
        }
        guard isWriting else { return }
        writing = batch
        marks.removeFirst(batch.count)
        journals = []
        removesOldRows = false
    }

    /// The write has ended.
    /// - Returns: what was kept; what was not is tried again with the next `flush`.
    func written(_ end: WriteEnd) -> [DeliveryMark] {
        isWriting = false
        defer { writing = [] }
        switch end {
        case .kept(let hasMoreToRemove):
            if hasMoreToRemove { removesOldRows = true }
            return writing
        case .failed:
            marks.insert(contentsOf: writing, at: 0)
            rests = true
            return []
        }
    }

    /// - Returns: whether the writer takes it; it tells the mailbox when it is done.
    private func submit(_ body: @escaping @Sendable (Database) throws(DatabaseError) -> Bool) -> Bool {
        let (mailbox, number) = (mailbox, number)
        return store.submit(
            WriteJob(
                body: { (store) throws(DatabaseError) in try body(store.database) },
                completion: { result in
                    let end: WriteEnd =
                        switch result {
                        case .success(let hasMoreToRemove): .kept(hasMoreToRemove: hasMoreToRemove)
                        case .failure: .failed
                        }
                    mailbox.post(.written(file: number, end))
                }))
    }
}

import Kit
import System

/// One plugin's rows, as the worker sees them: its reader, and what is to be kept of attempts. On the worker's thread.
final class OutboxFile {
    private static let marksPerWrite = 512

    let name: String
    private let number: Int
    private let store: Store
    private let mailbox: OutboxMailbox
    private var reader: StoreReader?
    /// What is to be written.
    private var marks: [DeliveryMark] = []
    /// What is being written.
    private var writing: [DeliveryMark] = []
    private var isWriting = false
    /// The last write failed: the next waits for a tick.
    private var rests = false

    init(_ name: String, number: Int, store: Store, mailbox: OutboxMailbox) {
        self.name = name
        self.number = number
        self.store = store
        self.mailbox = mailbox
    }

    /// The rows as of the last commit, also of other processes. Valid until `endTurn`.
    /// - Throws: `store.unavailable`.
    func rows() throws(APIError) -> ReadStore {
        if let reader { return try reader.store() }
        guard let made = try? store.makeReader() else { throw .storeIsUnavailable }
        reader = made
        return try made.store()
    }

    /// Lets go of the snapshot, so that the write-ahead log can be emptied and other processes' commits are seen.
    func endTurn() { reader?.endSnapshot() }

    /// To be called once by the worker when nothing more is read.
    func close() { reader = nil }

    // MARK: - Writing

    /// Has the outcome of an attempt kept with the next write.
    func add(_ mark: DeliveryMark) { marks.append(mark) }

    /// Whether something waits to be written, or is being.
    var isSettled: Bool { marks.isEmpty && !isWriting }

    /// A second has passed.
    func tick() { rests = false }

    /// Writes the next marks, when the last write has ended: all that have come meanwhile share a commit.
    func flush(now: Timestamp) {
        guard !isWriting, !rests, !marks.isEmpty else { return }
        writing = Array(marks.prefix(Self.marksPerWrite))
        let batch = writing
        isWriting = submit { (store) throws(APIError) in try OutboxTable.keep(batch, now: now, in: store) }
        if isWriting { marks.removeFirst(batch.count) } else { writing = [] }
    }

    /// The write has ended.
    /// - Returns: what was kept; what was not is tried again with the next `flush`.
    func written(isKept: Bool) -> [DeliveryMark] {
        isWriting = false
        defer { writing = [] }
        if isKept { return writing }
        marks.insert(contentsOf: writing, at: 0)
        rests = true
        return []
    }

    /// Rows without a provider go to the journal, and delivered rows that are old enough go.
    /// - Returns: whether the writer takes it; it tells the mailbox when it is done.
    @discardableResult
    func sweep(journals: [String], removeBefore: Timestamp?, now: Timestamp) -> Bool {
        guard !isWriting else { return false }
        isWriting = submit { (store) throws(APIError) in
            for channel in journals {
                _ = try OutboxTable.moveToJournal(channel, now: now, limit: 1000, in: store)
            }
            if let removeBefore {
                _ = try OutboxTable.removeDelivered(before: removeBefore, limit: 1000, in: store)
            }
        }
        return isWriting
    }

    private func submit(_ body: @escaping @Sendable (WriteStore) throws(APIError) -> Void) -> Bool {
        let mailbox = mailbox
        let number = number
        return store.submit(
            WriteJob(
                body: { (store) throws(APIError) in
                    try body(store)
                    return []
                },
                completion: { result in
                    if case .success = result {
                        mailbox.post(.written(file: number, isKept: true))
                    } else {
                        mailbox.post(.written(file: number, isKept: false))
                    }
                }))
    }
}

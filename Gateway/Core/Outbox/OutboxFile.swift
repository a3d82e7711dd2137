import Kit
import System

/// One plugin's outbox, as the worker sees it: its reader, its lanes, and what is to be kept of attempts.
final class OutboxFile {
    private static let marksPerWrite = 512
    /// Rows that a write removes, or puts into the journal.
    private static let rowsPerWrite = 500
    private static let expiredPerLook = 500

    let plugin: PluginID
    private let store: Store
    private let retention: OutboxRetention
    private unowned let worker: OutboxWorker
    private let key: MemberKey
    /// Of the channels with a provider, by channel.
    private var lanes: [String: OutboxLane] = [:]
    /// Channels without a provider, whose rows go to the journal.
    private let journalChannels: [String]
    private var reader: StoreReader?
    /// A second has passed since the last work.
    private var isTick = false
    /// There may be rows whose deadline has passed.
    private var wantsExpired = false
    /// The last look did not see all of them.
    private var hasMoreExpired = false
    /// What is to be written.
    private var marks: [DeliveryMark] = []
    private var journals: Set<String> = []
    private var removesOldRows = false
    /// What is being written.
    private var writing: [DeliveryMark] = []
    private var isWriting = false
    /// The last write failed: the next waits for a tick.
    private var rests = false

    /// - Parameter key: the worker's.
    init(
        _ setup: OutboxSetup.File, _ retention: OutboxRetention, of worker: OutboxWorker, _ key: MemberKey,
        _ log: ErrorLog
    ) {
        plugin = setup.plugin
        store = setup.store
        self.retention = retention
        self.worker = worker
        self.key = key
        journalChannels = setup.channels.filter { $0.provider == nil }.map(\.name)
        for channel in setup.channels {
            guard let provider = channel.provider else { continue }
            let origin = ClientOrigin(host: provider.url.host, port: provider.url.port, tls: channel.tls)
            let pool = ClientPool(on: worker.loop, origin)
            lanes[channel.name] = OutboxLane(channel.name, provider, file: self, pool: pool, log: log)
        }
    }

    /// The rows as of the last commit, also of other processes. Valid until the end of `work`.
    func rows() throws(DatabaseError) -> Database {
        if let reader { return try reader.tables() }
        guard let made = try? store.makeReader() else { throw .cannotOpen }
        reader = made
        return try made.tables()
    }

    /// Deliveries on their way.
    var inFlightCount: Int { lanes.values.reduce(0) { $0 + $1.inFlightCount } }

    /// To be called once, when nothing more is to be done.
    func close() {
        for lane in lanes.values { lane.close() }
        reader = nil
    }

    // MARK: - Looking

    /// A commit added rows.
    func noteRows() { for lane in lanes.values { lane.noteRows() } }

    /// A second has passed: pauses and deadlines may be over, and another process may have changed rows.
    func tick(removesOldRows: Bool) {
        isTick = true
        wantsExpired = true
        rests = false
        if removesOldRows { self.removesOldRows = true }
        for lane in lanes.values { lane.lookAgain() }
    }

    /// Sends what may be sent, and writes what is to be written.
    /// - Parameter isStopping: nothing new is begun.
    func work(now: Timestamp, isStopping: Bool) {
        if !isStopping {
            do throws(DatabaseError) { try look(now) } catch {
                // The store has said why in the error log; the next tick tries again.
            }
            // The snapshot is let go, so that the write-ahead log can be emptied and other processes' commits are seen.
            reader?.endSnapshot()
        }
        isTick = false
        flush(now: now, isStopping: isStopping)
    }

    private func look(_ now: Timestamp) throws(DatabaseError) {
        if wantsExpired {
            let expired = try OutboxTable.expired(now: now, limit: Self.expiredPerLook, in: rows())
            for row in expired { lanes[row.channel]?.expire(row.id, row.key) }
            // More are looked for when these are written.
            wantsExpired = false
            hasMoreExpired = expired.count == Self.expiredPerLook
        }
        if isTick {
            for channel in journalChannels where try OutboxTable.hasReady(channel, in: rows()) {
                journals.insert(channel)
            }
        }
        for lane in lanes.values {
            let hasMore = try lane.fill(now: now, isTick: isTick)
            // Clients' turns come between.
            if hasMore { worker.wake() }
        }
    }

    // MARK: - Writing

    /// How a write ended.
    enum WriteEnd: Sendable {
        /// - hasMoreToRemove: as many rows were removed as one write may.
        case kept(hasMoreToRemove: Bool)
        case failed
    }

    /// Has the outcome of an attempt kept with the next write.
    func add(_ mark: DeliveryMark) {
        marks.append(mark)
        worker.wake()
    }

    /// The outcomes of all attempts are written.
    var isSettled: Bool { marks.isEmpty && !isWriting }

    /// Writes what is to be written, when the last write has ended: all that has come meanwhile shares a commit, up to
    /// a limit, so that clients' writes get their turns.
    /// - Parameter isStopping: only outcomes are written.
    private func flush(now: Timestamp, isStopping: Bool) {
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

    /// - Returns: whether the writer takes it; the worker gets a letter when it is done.
    private func submit(_ body: @escaping @Sendable (Database) throws(DatabaseError) -> Bool) -> Bool {
        let (mailbox, key, plugin) = (worker.loop.mailbox, key, plugin)
        return store.submit(
            WriteJob(
                body: { (store) throws(DatabaseError) in try body(store.database) },
                completion: { result in
                    let end: WriteEnd =
                        switch result {
                        case .success(let hasMoreToRemove): .kept(hasMoreToRemove: hasMoreToRemove)
                        case .failure: .failed
                        }
                    mailbox.post(.work { loop in loop.member(key, as: OutboxWorker.self)?.written(plugin, end) })
                }))
    }

    /// The write has ended. What was not kept is tried again with the next tick.
    func written(_ end: WriteEnd) {
        isWriting = false
        switch end {
        case .kept(let hasMoreToRemove):
            if hasMoreToRemove { removesOldRows = true }
            if hasMoreExpired { wantsExpired = true }
            for mark in writing { lanes[mark.channel]?.kept(mark.id) }
        case .failed:
            marks.insert(contentsOf: writing, at: 0)
            rests = true
        }
        writing = []
    }
}

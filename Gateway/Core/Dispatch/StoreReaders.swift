import Kit

/// One loop's read-only connections, one for each open database.
///
/// A snapshot is kept from request to request; it is let go every 100 ms, so that the write-ahead logs can be emptied.
final class StoreReaders {
    private static let keptNanoseconds: UInt64 = 100_000_000

    /// By slot.
    private var readers: [StoreReader] = []
    private var isHeld = false
    /// When the snapshots must be let go; `nil` when none is held.
    private(set) var dueNanoseconds: UInt64?

    init() {}

    /// - Parameter stores: all that are open, in the order of their slots.
    convenience init(_ stores: [PluginStore]) throws(StoreError) {
        self.init()
        try openNew(stores)
    }

    /// Connects to the databases that were opened since.
    /// - Parameter stores: all that are open, in the order of their slots.
    func openNew(_ stores: [PluginStore]) throws(StoreError) {
        for opened in stores.dropFirst(readers.count) { readers.append(try opened.store.makeReader()) }
    }

    /// The tables of a plugin, as of the last acknowledged write.
    func store(_ slot: PluginStore.Slot) throws(APIError) -> ReadStore {
        isHeld = true
        return try readers[slot.number].store()
    }

    /// Called at the end of each turn.
    func endTurn(nowNanoseconds: UInt64) {
        guard isHeld else { return }
        guard let due = dueNanoseconds else {
            dueNanoseconds = nowNanoseconds + Self.keptNanoseconds
            return
        }
        if due <= nowNanoseconds { endSnapshots() }
    }

    func endSnapshots() {
        for reader in readers { reader.endSnapshot() }
        isHeld = false
        dueNanoseconds = nil
    }
}

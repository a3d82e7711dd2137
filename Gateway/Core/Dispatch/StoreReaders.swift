import Kit

/// One loop's read-only connections, one for each API.
///
/// A snapshot is kept from request to request; it is let go every 100 ms, so that the write-ahead logs can be emptied.
final class StoreReaders {
    private static let keptNanoseconds: UInt64 = 100_000_000

    private let readers: [StoreReader]
    private var isHeld = false
    /// When the snapshots must be let go; `nil` when none is held.
    private(set) var dueNanoseconds: UInt64?

    init(_ readers: [StoreReader]) { self.readers = readers }

    /// The tables of an API, as of the last acknowledged write.
    func store(_ apiIndex: Int) throws(APIError) -> ReadStore {
        isHeld = true
        return try readers[apiIndex].store()
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

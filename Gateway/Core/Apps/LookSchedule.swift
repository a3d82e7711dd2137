/// When the registry looks into the apps database. In nanoseconds of the clock that is never set.
struct LookSchedule {
    /// How long it waits.
    struct Pauses {
        /// From one look to the next at the least: those who guess tokens cause no more looks than that.
        var least: UInt64 = 10_000_000
        /// From one look to the next at the most.
        var most: UInt64
        /// From one writing down of last uses to the next, at the least: it goes with a look.
        var flush: UInt64 = 5_000_000_000

        /// - Parameter isWatching: writes to the database are told; a second is then for commits that take longer.
        init(isWatching: Bool) { most = isWatching ? 1_000_000_000 : 500_000_000 }
    }

    private let pauses: Pauses
    private var lastLook: UInt64
    private var distance: UInt64
    /// When to look next.
    private(set) var nextLook: UInt64
    private var nextFlush: UInt64

    /// - Parameter now: when the apps were read.
    init(_ pauses: Pauses, now: UInt64) {
        self.pauses = pauses
        lastLook = now
        distance = pauses.most
        nextLook = now + pauses.most
        nextFlush = now + pauses.flush
    }

    /// Somebody waits for a look.
    mutating func asked() { nextLook = min(nextLook, lastLook + pauses.least) }

    /// The database was written to. That comes before the commit, which is told by nobody: from the next look on, each
    /// is as far from the last as that was from the write. So a commit is seen in twice its own time, or a longest
    /// pause after it.
    mutating func written() {
        distance = pauses.least
        asked()
    }

    /// Whether to look; if so, that it was done.
    mutating func look(now: UInt64) -> Bool {
        guard now >= nextLook else { return false }
        lastLook = now
        nextLook = now + distance
        distance = min(distance * 2, pauses.most)
        return true
    }

    /// Whether to write last uses down; if so, that it was done.
    mutating func flush(now: UInt64) -> Bool {
        guard now >= nextFlush else { return false }
        nextFlush = now + pauses.flush
        return true
    }
}

/// When to look at which connection again: a ring of buckets, one a tick of 128 ms. Adding is O(1).
///
/// Entries are never moved or removed. The loop looks at the connection when its bucket comes and decides: too late,
/// not yet (it adds it again), or an entry made stale by an earlier one.
struct DeadlineWheel {
    /// A connection, and the tick it was to be looked at.
    struct Entry {
        let key: MemberKey
        let tick: UInt64
    }

    private static let tickShift: UInt64 = 27
    private static let bucketCount: UInt64 = 1024

    private var buckets: [[Entry]] = Array(repeating: [], count: Int(Self.bucketCount))
    private var entryCount = 0
    private var currentTick: UInt64
    private var earliestTick = UInt64.max

    init(nowNanoseconds: UInt64) { currentTick = nowNanoseconds >> Self.tickShift }

    /// The first tick that begins after that moment, at most a whole turn of the ring ahead.
    func tick(atNanoseconds deadline: UInt64) -> UInt64 {
        min(max((deadline >> Self.tickShift) + 1, currentTick + 1), currentTick + Self.bucketCount - 1)
    }

    mutating func add(_ entry: Entry) {
        buckets[Int(entry.tick % Self.bucketCount)].append(entry)
        entryCount += 1
        earliestTick = min(earliestTick, entry.tick)
    }

    /// How long the loop may sleep; `nil` when nothing is waited for.
    func nanosecondsToNext(from now: UInt64) -> UInt64? {
        guard entryCount > 0 else { return nil }
        let moment = earliestTick << Self.tickShift
        return moment > now ? moment - now : 0
    }

    /// Takes out all entries whose tick has come.
    mutating func takeDue(nowNanoseconds: UInt64) -> [Entry] {
        let nowTick = nowNanoseconds >> Self.tickShift
        guard nowTick >= earliestTick else {
            currentTick = nowTick
            return []
        }
        var due: [Entry] = []
        for tick in earliestTick...min(nowTick, earliestTick + Self.bucketCount - 1) {
            swapOut(Int(tick % Self.bucketCount), into: &due)
        }
        entryCount -= due.count
        currentTick = nowTick
        earliestTick = nextTick()
        return due
    }

    private mutating func swapOut(_ bucket: Int, into due: inout [Entry]) {
        guard !buckets[bucket].isEmpty else { return }
        due.append(contentsOf: buckets[bucket])
        buckets[bucket].removeAll(keepingCapacity: buckets[bucket].count <= 64)
    }

    private func nextTick() -> UInt64 {
        guard entryCount > 0 else { return .max }
        for offset in 1..<Self.bucketCount where !buckets[Int((currentTick + offset) % Self.bucketCount)].isEmpty {
            return currentTick + offset
        }
        return .max
    }
}

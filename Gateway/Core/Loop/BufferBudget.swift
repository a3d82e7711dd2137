import Synchronization

/// What something takes of the memory for clients.
struct HeldBytes: Equatable {
    /// Counted after the fact.
    var allocated = 0
    /// Room that the budget set aside before.
    var setAside = 0

    init(allocated: Int = 0, setAside: Int = 0) {
        self.allocated = allocated
        self.setAside = setAside
    }

    var all: Int { allocated + setAside }

    static func + (first: HeldBytes, second: HeldBytes) -> HeldBytes {
        HeldBytes(allocated: first.allocated + second.allocated, setAside: first.setAside + second.setAside)
    }
}

/// How many bytes the process holds for its clients at a time, over all loops: what has come and is not used, bodies,
/// and what is still to be sent. Many clients, each within its own limits, must not grow the process without bound.
///
/// Bodies set room aside before they come, and are refused when there is none. What connections hold is counted after
/// the fact, so it may exceed the limit for a moment: then the hungriest are ended.
package final class BufferBudget: Sendable {
    /// Bodies up to this size set nothing aside: they are counted as they come.
    static let freeBytes = 16 * 1024

    /// Room that was set aside; it is given back with the last reference.
    final class Reservation: Sendable {
        private let budget: BufferBudget
        let byteCount: Int

        fileprivate init(_ budget: BufferBudget, _ byteCount: Int) {
            self.budget = budget
            self.byteCount = byteCount
        }

        deinit { budget.add(-byteCount) }
    }

    private let limitBytes: Int
    private let used = Atomic<Int>(0)

    /// - Parameter limitBytes: `limits.bufferBytes`.
    package init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// What is held now.
    var usedBytes: Int { used.load(ordering: .relaxed) }

    /// Who has answers waiting is given no further ones.
    var isScarce: Bool { usedBytes > limitBytes / 4 * 3 }

    /// How much must go, so that there is room again for others; 0 within the limit.
    var excessBytes: Int {
        let used = usedBytes
        return used > limitBytes ? used - limitBytes / 8 * 7 : 0
    }

    /// A loop counts for itself, and says so in steps: this far it may be wrong.
    var stepBytes: Int { min(256 * 1024, limitBytes / 128) }

    /// Counts what connections hold more, or less, than before.
    func add(_ change: Int) { used.wrappingAdd(change, ordering: .relaxed) }

    /// Sets room aside for a body.
    /// - Returns: `nil` when there is none now.
    func reserve(_ byteCount: Int) -> Reservation? {
        guard used.wrappingAdd(byteCount, ordering: .relaxed).newValue <= limitBytes else {
            add(-byteCount)
            return nil
        }
        return Reservation(self, byteCount)
    }
}

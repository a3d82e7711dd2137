import Synchronization

/// How many bytes of request bodies the process holds at a time, over all loops: many clients with large bodies each
/// within its limit must not grow the process without bound.
package final class BodyBudget: Sendable {
    /// Bodies up to this size are not counted: the limit on connections bounds them.
    static let freeBytes = 16 * 1024

    /// Room that was set aside; it is given back with the last reference.
    final class Reservation: Sendable {
        private let budget: BodyBudget
        private let byteCount: Int

        fileprivate init(_ budget: BodyBudget, _ byteCount: Int) {
            self.budget = budget
            self.byteCount = byteCount
        }

        deinit { budget.release(byteCount) }
    }

    private let available: Atomic<Int>

    /// - Parameter limitBytes: `limits.bufferedBodyBytes`.
    package init(limitBytes: Int) { available = Atomic(limitBytes) }

    /// Sets room aside for a body.
    /// - Returns: `nil` when there is none now.
    func reserve(_ byteCount: Int) -> Reservation? {
        guard available.wrappingSubtract(byteCount, ordering: .relaxed).newValue >= 0 else {
            release(byteCount)
            return nil
        }
        return Reservation(self, byteCount)
    }

    private func release(_ byteCount: Int) { available.wrappingAdd(byteCount, ordering: .relaxed) }
}

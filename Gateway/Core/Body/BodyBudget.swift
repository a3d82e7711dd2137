import Synchronization

/// How many bytes of request bodies the process holds at a time, over all loops: many clients with large bodies each
/// within its limit must not grow the process without bound.
package final class BodyBudget: Sendable {
    /// Bodies up to this size are not counted: the limit on connections bounds them.
    static let freeBytes = 16 * 1024

    private let available: Atomic<Int>

    /// - Parameter limitBytes: `limits.bufferedBodyBytes`.
    package init(limitBytes: Int) { available = Atomic(limitBytes) }

    /// Sets room aside for a body.
    /// - Returns: `false` when there is none now.
    func reserve(_ byteCount: Int) -> Bool {
        if available.wrappingSubtract(byteCount, ordering: .relaxed).newValue >= 0 { return true }
        release(byteCount)
        return false
    }

    /// Gives room back.
    func release(_ byteCount: Int) { available.wrappingAdd(byteCount, ordering: .relaxed) }
}

import Synchronization

/// How many connections the process has, over all loops.
package final class ConnectionCount: Sendable {
    /// What to do with one more.
    enum Admission {
        /// Serve it.
        case welcome
        /// Over the limit: answer its first request with 503, then close.
        case refuse
        /// Far over the limit: close it at once.
        case drop
    }

    private let count = Atomic<Int>(0)
    private let limit: Int
    private let refusedAtOnce: Int

    /// - Parameters:
    ///   - limit: `limits.connections`, or as many as there are descriptors for.
    ///   - refusedAtOnce: connections over the limit that are told so at a time; beyond it, telling costs too much.
    package init(limit: Int, refusedAtOnce: Int) {
        self.limit = limit
        self.refusedAtOnce = refusedAtOnce
    }

    /// How many there are now.
    package var current: Int { count.load(ordering: .relaxed) }

    func admit() -> Admission {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        if number <= limit { return .welcome }
        return number <= limit + refusedAtOnce ? .refuse : .drop
    }

    func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
}

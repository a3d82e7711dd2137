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

    /// Connections over the limit that are told so at a time; beyond it, telling costs too much.
    private static let refusedAtOnce = 128

    private let count = Atomic<Int>(0)
    private let limit: Int

    /// - Parameter limit: `limits.connections`.
    package init(limit: Int) { self.limit = limit }

    /// How many there are now.
    package var current: Int { count.load(ordering: .relaxed) }

    func admit() -> Admission {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        if number <= limit { return .welcome }
        return number <= limit + Self.refusedAtOnce ? .refuse : .drop
    }

    func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
}

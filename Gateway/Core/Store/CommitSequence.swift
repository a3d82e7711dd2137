import Synchronization

/// Counts the commits of one database file. The writer advances it after each commit and before any answer is let go,
/// so that a reader that sees no change has a snapshot as new as every acknowledged write.
package final class CommitSequence: Sendable {
    private let count = Atomic<UInt64>(0)

    package init() {}

    /// The number of the last commit.
    package var current: UInt64 { count.load(ordering: .acquiring) }

    /// Called by the writer, after a commit.
    package func advance() { count.wrappingAdd(1, ordering: .releasing) }
}

/// How many threads work. 0 stands for the number of cores.
package struct ThreadCounts: Sendable, Hashable {
    /// Event loops.
    package let eventLoops: Int
    /// Threads for slow work such as password hashes.
    package let cpuPool: Int
}

/// How many threads work. 0 stands for the number of cores.
package struct ThreadCounts: Sendable, Hashable {
    /// Event loops.
    package var eventLoops = 0
    /// Threads for slow work such as password hashes.
    package var cpuPool = 0
}

extension ThreadCounts {
    /// As many of each as there are cores.
    package static let standard = ThreadCounts()

    /// The keys of `threads`; a property's first value is its key's default.
    static let rule = ConfigRule.numbers(
        in: standard,
        [
            NumberKey("eventLoops", \.eventLoops, 0...256, "Event loops; 0 for the number of cores."),
            NumberKey("cpuPool", \.cpuPool, 0...256, "Threads for slow work; 0 for the number of cores."),
        ]
    ).map(\.values)
}

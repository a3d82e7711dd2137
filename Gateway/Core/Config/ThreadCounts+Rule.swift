extension ThreadCounts {
    /// As many of each as there are cores.
    package static let standard = ThreadCounts(eventLoops: 0, cpuPool: 0)

    static let rule = ConfigRule<ThreadCounts>.object(
        .number("eventLoops", 0...256, standard.eventLoops, "Event loops; 0 for the number of cores."),
        .number("cpuPool", 0...256, standard.cpuPool, "Threads for slow work; 0 for the number of cores."),
        make: { ThreadCounts(eventLoops: $1, cpuPool: $2) })
}

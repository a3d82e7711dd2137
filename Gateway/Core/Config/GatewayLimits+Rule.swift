extension GatewayLimits {
    private static let hour = 3_600_000

    /// What holds where the config says nothing.
    package static let standard = GatewayLimits(
        requestLineBytes: 8192, fieldBytes: 8192, headBytes: 16_384, fieldCount: 100, bodyBytes: 1_048_576,
        headerReadMilliseconds: 10_000, bodyStallMilliseconds: 30_000, keepAliveIdleMilliseconds: 75_000,
        writeStallMilliseconds: 30_000, tlsHandshakeMilliseconds: 10_000, connections: 10_000, jsonDepth: 64,
        drainMilliseconds: 10_000, writerQueue: 10_000, cpuQueue: 256, bufferedBodyBytes: 268_435_456,
        outboxRetentionSeconds: 604_800, outboxDeadRetentionSeconds: 2_592_000)

    /// The keys in the order of the properties.
    static let rule = ConfigRule<GatewayLimits>.object(
        .number("requestLineBytes", 256...65_536, standard.requestLineBytes, "Longest request line."),
        .number("fieldBytes", 256...65_536, standard.fieldBytes, "Longest header field, name and value together."),
        .number("headBytes", 512...262_144, standard.headBytes, "All header fields of a request together."),
        .number("fieldCount", 1...1000, standard.fieldCount, "Most header fields of a request."),
        .number(
            "bodyBytes", 0...1_073_741_824, standard.bodyBytes, "Largest body; an API or a route may say otherwise."),
        .number(
            "headerReadMilliseconds", 100...hour, standard.headerReadMilliseconds,
            "Time for a request's header to arrive."),
        .number(
            "bodyStallMilliseconds", 100...hour, standard.bodyStallMilliseconds,
            "Longest pause in a body. Below 1 KiB/s a body has this time or 30 s in all, whichever is longer."),
        .number(
            "keepAliveIdleMilliseconds", 100...hour, standard.keepAliveIdleMilliseconds,
            "Longest pause before a request."),
        .number(
            "writeStallMilliseconds", 100...hour, standard.writeStallMilliseconds,
            "Longest pause of a client in taking its answer."),
        .number("tlsHandshakeMilliseconds", 100...hour, standard.tlsHandshakeMilliseconds, "Time for a TLS handshake."),
        .number("connections", 1...1_000_000, standard.connections, "Most open connections over all listeners."),
        .number("jsonDepth", 1...512, standard.jsonDepth, "Most nested arrays and objects of a JSON body."),
        .number(
            "drainMilliseconds", 0...hour, standard.drainMilliseconds,
            "Time for requests in flight when the gateway stops; 0: none."),
        .number(
            "writerQueue", 1...1_000_000, standard.writerQueue,
            "Most writes that wait for the writer thread of one store."),
        .number("cpuQueue", 1...100_000, standard.cpuQueue, "Most calls that wait for the CPU pool."),
        .number(
            "bufferedBodyBytes", 1_048_576...68_719_476_736, standard.bufferedBodyBytes,
            "Bodies over 16 KiB that the process holds at a time, all together."),
        .number(
            "outboxRetentionSeconds", 60...31_536_000, standard.outboxRetentionSeconds,
            "How long deliveries that were made can be looked at."),
        .number(
            "outboxDeadRetentionSeconds", 60...315_360_000, standard.outboxDeadRetentionSeconds,
            "How long deliveries that were given up can be retried."),
        make: {
            GatewayLimits(
                requestLineBytes: $1, fieldBytes: $2, headBytes: $3, fieldCount: $4, bodyBytes: $5,
                headerReadMilliseconds: $6, bodyStallMilliseconds: $7, keepAliveIdleMilliseconds: $8,
                writeStallMilliseconds: $9, tlsHandshakeMilliseconds: $10, connections: $11, jsonDepth: $12,
                drainMilliseconds: $13, writerQueue: $14, cpuQueue: $15, bufferedBodyBytes: $16,
                outboxRetentionSeconds: $17, outboxDeadRetentionSeconds: $18)
        })
}

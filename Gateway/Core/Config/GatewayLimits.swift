/// Every bound of the gateway. What exceeds one is refused, counted, and answered where an answer is possible.
package struct GatewayLimits: Sendable, Hashable {
    /// The request line, without its line end.
    package var requestLineBytes = 8192
    /// One header field, name and value.
    package var fieldBytes = 8192
    /// All header fields together.
    package var headBytes = 16_384
    /// The number of header fields.
    package var fieldCount = 100
    /// A body, decoded from its transfer coding; an API or a route may say otherwise.
    package var bodyBytes = 1_048_576
    /// Read past of a body whose request was answered before it had come.
    package var discardedBodyBytes = 67_108_864
    /// From the first byte of a request to the end of its header.
    package var headerReadMilliseconds = 10_000
    /// Without a byte of a body that is due.
    package var bodyStallMilliseconds = 30_000
    /// Before the first byte of a connection's next request.
    package var keepAliveIdleMilliseconds = 75_000
    /// Without a byte taken by a client that is being answered.
    package var writeStallMilliseconds = 30_000
    /// From accepting a connection to the end of its TLS handshake.
    package var tlsHandshakeMilliseconds = 10_000
    /// Open connections over all listeners.
    package var connections = 10_000
    /// Nested arrays and objects of a JSON body.
    package var jsonDepth = 64
    /// For requests in flight when the process is told to stop.
    package var drainMilliseconds = 10_000
    /// Writes waiting for the writer thread of one store.
    package var writerQueue = 10_000
    /// Calls waiting for the CPU pool.
    package var cpuQueue = 256
    /// What the process holds for its clients at a time: what they sent, and what they have not taken yet.
    package var bufferBytes = 268_435_456
    /// A message that a client of a socket sends.
    package var socketMessageBytes = 262_144
    /// Waiting for a client of a socket that does not read; with more it is ended.
    package var socketUnsentBytes = 4_194_304
    /// Without a byte from a client of a socket, before it is asked whether it is there.
    package var socketPingMilliseconds = 30_000
    /// For its answer.
    package var socketPongMilliseconds = 20_000
    /// For deliveries that were made; after it their rows are removed.
    package var outboxRetentionSeconds = 604_800
    /// For deliveries that were given up; after it their rows are removed.
    package var outboxDeadRetentionSeconds = 2_592_000
}

extension GatewayLimits {
    /// What holds where the config says nothing.
    package static let standard = GatewayLimits()

    private static let hour = 3_600_000
    static let socketMessageRange = 1024...16_777_216

    /// The keys of `limits`; a property's first value is its key's default.
    static let rule = ConfigRule.numbers(
        in: standard,
        [
            NumberKey("requestLineBytes", \.requestLineBytes, 256...65_536, "Longest request line."),
            NumberKey("fieldBytes", \.fieldBytes, 256...65_536, "Longest header field, name and value together."),
            NumberKey("headBytes", \.headBytes, 512...262_144, "All header fields of a request together."),
            NumberKey("fieldCount", \.fieldCount, 1...1000, "Most header fields of a request."),
            NumberKey(
                "bodyBytes", \.bodyBytes, 0...1_073_741_824, "Largest body; an API or a route may say otherwise."),
            NumberKey(
                "discardedBodyBytes", \.discardedBodyBytes, 0...68_719_476_736,
                "What is read past of a body that comes after its request was refused, so that its client reads why."),
            NumberKey(
                "headerReadMilliseconds", \.headerReadMilliseconds, 100...hour, "Time for a request's header to arrive."
            ),
            NumberKey(
                "bodyStallMilliseconds", \.bodyStallMilliseconds, 100...hour,
                "Longest pause in a body. Below 1 KiB/s a body has this time or 30 s in all, whichever is longer."),
            NumberKey(
                "keepAliveIdleMilliseconds", \.keepAliveIdleMilliseconds, 100...hour,
                "Longest pause before a request."),
            NumberKey(
                "writeStallMilliseconds", \.writeStallMilliseconds, 100...hour,
                "Longest pause of a client in taking its answer."),
            NumberKey("tlsHandshakeMilliseconds", \.tlsHandshakeMilliseconds, 100...hour, "Time for a TLS handshake."),
            NumberKey("connections", \.connections, 1...1_000_000, "Most open connections over all listeners."),
            NumberKey("jsonDepth", \.jsonDepth, 1...512, "Most nested arrays and objects of a JSON body."),
            NumberKey(
                "drainMilliseconds", \.drainMilliseconds, 0...hour,
                "Time for requests in flight when the gateway stops; 0: none."),
            NumberKey(
                "writerQueue", \.writerQueue, 1...1_000_000, "Most writes that wait for the writer thread of one store."
            ),
            NumberKey("cpuQueue", \.cpuQueue, 1...100_000, "Most calls that wait for the CPU pool."),
            NumberKey(
                "bufferBytes", \.bufferBytes, 1_048_576...68_719_476_736,
                "What the process holds for all clients together: what they sent, and what they have not taken yet.",
                formerName: "bufferedBodyBytes"),
            NumberKey(
                "socketMessageBytes", \.socketMessageBytes, socketMessageRange,
                "Largest message that a client of a socket sends; a route may say otherwise."),
            NumberKey(
                "socketUnsentBytes", \.socketUnsentBytes, 65_536...1_073_741_824,
                "What may wait for a client of a socket that does not read; with more it is ended (1013)."),
            NumberKey(
                "socketPingMilliseconds", \.socketPingMilliseconds, 1000...hour,
                "Silence after which a client of a socket is asked whether it is there."),
            NumberKey(
                "socketPongMilliseconds", \.socketPongMilliseconds, 1000...hour,
                "Time for its answer; without one it is ended."),
            NumberKey(
                "outboxRetentionSeconds", \.outboxRetentionSeconds, 60...31_536_000,
                "How long deliveries that were made can be looked at."),
            NumberKey(
                "outboxDeadRetentionSeconds", \.outboxDeadRetentionSeconds, 60...315_360_000,
                "How long deliveries that were given up can be retried."),
        ])
}

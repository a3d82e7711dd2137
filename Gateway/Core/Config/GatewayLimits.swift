/// Every bound of the gateway. What exceeds one is refused, counted, and answered where an answer is possible.
package struct GatewayLimits: Sendable, Hashable {
    /// The request line, without its line end.
    package let requestLineBytes: Int
    /// One header field, name and value.
    package let fieldBytes: Int
    /// All header fields together.
    package let headBytes: Int
    /// The number of header fields.
    package let fieldCount: Int
    /// A body, decoded from its transfer coding; an API or a route may say otherwise.
    package let bodyBytes: Int
    /// From the first byte of a request to the end of its header.
    package let headerReadMilliseconds: Int
    /// Without a byte of a body that is due.
    package let bodyStallMilliseconds: Int
    /// Before the first byte of a connection's next request.
    package let keepAliveIdleMilliseconds: Int
    /// Without a byte taken by a client that is being answered.
    package let writeStallMilliseconds: Int
    /// From accepting a connection to the end of its TLS handshake.
    package let tlsHandshakeMilliseconds: Int
    /// Open connections over all listeners.
    package let connections: Int
    /// Nested arrays and objects of a JSON body.
    package let jsonDepth: Int
    /// For requests in flight when the process is told to stop.
    package let drainMilliseconds: Int
    /// Writes waiting for the writer thread of one store.
    package let writerQueue: Int
    /// Calls waiting for the CPU pool.
    package let cpuQueue: Int
    /// Request bodies over 16 KiB that the process holds at a time.
    package let bufferedBodyBytes: Int
    /// For deliveries that were made; after it their rows are removed.
    package let outboxRetentionSeconds: Int
    /// For deliveries that were given up; after it their rows are removed.
    package let outboxDeadRetentionSeconds: Int
}

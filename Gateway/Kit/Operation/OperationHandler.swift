/// How an operation of a plugin that was made is run. The input is always read on the connection's loop.
package enum OperationHandler: Sendable {
    /// On the CPU pool, with the worker's own reader.
    package typealias Read = @Sendable (borrowing ReadCall) throws(APIError) -> Reply
    /// On the writer; the reply leaves after the commit.
    package typealias Write = @Sendable (borrowing WriteCall) throws(APIError) -> Reply
    /// On the CPU pool, with the worker's own reader; ends in what to write.
    package typealias Prepare = @Sendable (borrowing ReadCall) throws(APIError) -> Write

    /// On the loop, into a reply that has been reset.
    case reading(@Sendable (borrowing InputSource, borrowing ReadCall, inout Reply) throws(APIError) -> Void)
    case readingOnPool(@Sendable (borrowing InputSource) throws(APIError) -> Read)
    case writing(@Sendable (borrowing InputSource) throws(APIError) -> Write)
    case preparing(@Sendable (borrowing InputSource) throws(APIError) -> Prepare)
    case socket(SocketHandler)
}

import Kit

/// What a connection's bytes mean. One object a connection; HTTP/1.1 today, chosen by ALPN or an upgrade tomorrow.
/// All of it is called on the connection's loop.
protocol WireProtocol: AnyObject {
    /// New bytes are in `input`.
    func received()
    /// The client has ended its side.
    func inputEnded()
    /// Output that had to wait has gone to the kernel.
    func outputSent()
    /// The stall that was waited out did not end.
    func deadlinePassed()
    /// The operation that the protocol waits for has ended.
    func operationCompleted(_ result: Result<Reply, APIError>)
    /// The gateway is stopping: finish what is in flight, then close.
    func drain()
    /// The loop ends, without waiting for what runs elsewhere.
    func abandoned()
    /// The connection is closed.
    /// - Returns: whether an operation is still running, so that the connection must be kept until it ends.
    func closed() -> Bool
}

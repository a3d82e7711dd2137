import Kit

extension ErrorCode {
    /// More connections than there may be.
    static let connectionLimit = ErrorCode(
        "gateway.connections_exhausted", status: 503, message: "the server has too many connections",
        meaning: "There are more connections than `limits.connections`, or no file descriptor is left.")
    /// The client has gone.
    static let clientGone = ErrorCode(
        "client.gone", status: 499, message: "the client closed the connection",
        meaning: "The client went before its request was complete. Nobody read this answer; it is in the log alone.")
    /// The gateway stops.
    static let stopping = ErrorCode(
        "gateway.stopping", status: 503, message: "the server is stopping",
        meaning: "The gateway was stopped before it had answered. What the operation was to do may have been done.")
    /// Plain HTTP where TLS is spoken.
    static let plainHTTPOnTLS = ErrorCode(
        "tls.required", status: 400, message: "this port speaks TLS: use https",
        meaning: "A client sent plain HTTP to a listener with `tls`.")
}

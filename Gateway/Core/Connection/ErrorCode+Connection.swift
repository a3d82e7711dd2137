import Kit

extension ErrorCode {
    /// More connections than there may be.
    static let connectionLimit = ErrorCode(
        "gateway.connections_exhausted", status: 503, message: "the server has too many connections",
        meaning: "There are more connections than `limits.connections`, or no file descriptor is left.")
    /// Plain HTTP where TLS is spoken.
    static let plainHTTPOnTLS = ErrorCode(
        "tls.required", status: 400, message: "this port speaks TLS: use https",
        meaning: "A client sent plain HTTP to a listener with `tls`.")
}

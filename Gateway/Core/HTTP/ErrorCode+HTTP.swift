import Kit

extension ErrorCode {
    static let requestMalformed = ErrorCode(
        "request.malformed", status: 400, message: "the request is malformed",
        meaning: "The request breaks a rule of RFC 9110 or 9112, which the message names. The connection is closed.")
    static let requestLineTooLong = ErrorCode(
        "request.line_too_long", status: 414, message: "the request line is too long",
        meaning: "The request line exceeds `limits.requestLineBytes`.")
    static let requestTimeout = ErrorCode(
        "request.timeout", status: 408, message: "the request took too long",
        meaning: "The head or the next part of the body did not come in time: `limits.headerReadMilliseconds`, "
            + "`limits.bodyStallMilliseconds`.")
    static let headersTooLarge = ErrorCode(
        "headers.too_large", status: 431, message: "the header fields are too large",
        meaning: "A field, their sum or their number exceeds `limits.fieldBytes`, `headBytes` or `fieldCount`.")
    static let hostInvalid = ErrorCode(
        "host.invalid", status: 400, message: "the host is not valid",
        meaning: "Host is missing, repeated or malformed (RFC 9112 §3.2).")
    static let lengthRequired = ErrorCode(
        "body.length_required", status: 411, message: "a Content-Length is required",
        meaning: "The operation reads a body, and the request has neither Content-Length nor Transfer-Encoding.")
    static let bodyTooLarge = ErrorCode(
        "body.too_large", status: 413, message: "the body is too large",
        meaning: "The body exceeds `limits.bodyBytes` of the gateway, the API or the route.")
    static let expectationFailed = ErrorCode(
        "expectation.failed", status: 417, message: "the expectation cannot be met",
        meaning: "The Expect field asks for something other than 100-continue (RFC 9110 §10.1.1).")
    static let notImplemented = ErrorCode(
        "request.not_implemented", status: 501, message: "the request is not implemented",
        meaning: "The method or the transfer coding is not known here.")
    static let versionUnsupported = ErrorCode(
        "version.unsupported", status: 505, message: "the HTTP version is not supported",
        meaning: "The request line asks for a version other than HTTP/1.1 and HTTP/1.0.")
    static let connectionLimit = ErrorCode(
        "gateway.connections_exhausted", status: 503, message: "the server has too many connections",
        meaning: "There are more connections than `limits.connections`, or no file descriptor is left.")
    static let plainHTTPOnTLS = ErrorCode(
        "tls.required", status: 400, message: "this port speaks TLS: use https",
        meaning: "A client sent plain HTTP to a listener with `tls`.")
}

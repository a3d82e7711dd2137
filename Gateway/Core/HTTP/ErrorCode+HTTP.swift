package import Kit

extension ErrorCode {
    /// A rule of HTTP/1.1 was broken.
    package static let requestMalformed = ErrorCode(
        "request.malformed", status: 400, message: "the request is malformed",
        meaning: "The request breaks a rule of RFC 9110 or 9112, which the message names. The connection is closed.")
    /// `Host` is missing, doubled or malformed.
    package static let hostInvalid = ErrorCode(
        "host.invalid", status: 400, message: "the host is not valid",
        meaning: "Host is missing, repeated or malformed (RFC 9112 §3.2). The connection is closed.")
    /// A read deadline has passed.
    package static let requestTimeout = ErrorCode(
        "request.timeout", status: 408, message: "the request took too long",
        meaning: "The head or the next part of the body did not come within the limit. The connection is closed.")
    /// The body exceeds its limit.
    package static let bodyTooLarge = ErrorCode(
        "body.too_large", status: 413, message: "the body is too large",
        meaning: "The body exceeds the limit of the gateway, the API or the route. The connection is closed.")
    /// The request line exceeds its limit.
    package static let requestLineTooLong = ErrorCode(
        "request.line_too_long", status: 414, message: "the request line is too long",
        meaning: "The request line exceeds its limit. The connection is closed.")
    /// `Expect` wants something else than `100-continue`.
    package static let expectationFailed = ErrorCode(
        "expectation.failed", status: 417, message: "the expectation cannot be met",
        meaning: "The Expect field asks for something other than 100-continue (RFC 9110 §10.1.1).")
    /// A field, their sum or their number exceeds its limit.
    package static let headersTooLarge = ErrorCode(
        "headers.too_large", status: 431, message: "the header fields are too large",
        meaning: "One field, all together, or their number exceeds its limit. The connection is closed.")
    /// A method that is never served.
    package static let methodNotImplemented = ErrorCode(
        "method.not_implemented", status: 501, message: "the method is not implemented",
        meaning: "The gateway knows GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS.")
    /// A transfer coding other than `chunked`.
    package static let codingNotImplemented = ErrorCode(
        "coding.not_implemented", status: 501, message: "the transfer coding is not implemented",
        meaning: "The only transfer coding that is read is chunked (RFC 9112 §6.1). The connection is closed.")
    /// A version other than HTTP/1.0 and HTTP/1.1.
    package static let versionUnsupported = ErrorCode(
        "version.unsupported", status: 505, message: "the HTTP version is not supported",
        meaning: "The request line asks for a version other than HTTP/1.1 and HTTP/1.0. The connection is closed.")
}

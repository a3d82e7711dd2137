/// Why a TLS connection or context failed. A connection that failed once is of no further use.
package enum TLSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The peer sent an HTTP request in the clear; nothing was taken from the socket and nothing was sent. The one
    /// failure that deserves an answer in plain HTTP.
    case plainHTTP
    /// The peer broke TLS or cannot be agreed with; `code` is OpenSSL's packed code.
    case broken(code: UInt)
    /// The peer ended the connection without `close_notify` (RFC 8446 §6.1), so data may be missing.
    case truncated
    /// The kernel refused; `code` is the value of `errno`.
    case system(code: Int32)
    /// No memory for another context.
    case memory
    /// A certificate and its key do not fit the library's rules, e.g. a key of 1024 bits; `code` as in `broken`.
    case certificate(code: UInt)

    /// The reason in a few words for the error log; nothing in it comes from the peer's bytes.
    package var description: String {
        switch self {
        case .plainHTTP: "plain HTTP on a TLS port"
        case .broken(let code): OpenSSL.reason(of: code)
        case .truncated: "the peer closed without close_notify"
        case .system(let code): SystemError("", number: code).reason
        case .memory: "out of memory"
        case .certificate(let code): OpenSSL.reason(of: code)
        }
    }
}

/// A request's method, target and version (RFC 9112 §3), as ranges of the head. HTTP/2 brings them as fields.
struct RequestLine: Sendable {
    var version = HTTPVersion.http11
    var method = RequestMethod.get
    var methodRange = 0..<0
    var targetRange = 0..<0
    var pathRange = 0..<0
    var queryRange = 0..<0
    var hasQuery = false
    var pathNeedsDecoding = false
    var isAsteriskForm = false
    /// An absolute target has its own authority, which stands in for `Host` (RFC 9112 §3.2.2).
    var hasAuthority = false
    /// Without the port.
    var hostRange = 0..<0
}

/// The versions that are spoken, as the access log names them.
package enum HTTPVersion: String, Sendable {
    case http10 = "1.0"
    case http11 = "1.1"
}

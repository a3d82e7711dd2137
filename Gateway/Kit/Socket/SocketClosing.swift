/// Why a connection is ended: a close code of WebSocket, and a text for whoever reads the client's logs
/// (RFC 6455 §7.4).
public struct SocketClosing: Sendable, Hashable {
    /// As it is sent.
    package let code: UInt16
    /// At most 123 bytes (RFC 6455 §5.5.1).
    package let reason: String

    package init(code: UInt16, reason: String = "") {
        precondition(reason.utf8.count <= 123, "the reason of a close has at most 123 bytes")
        self.code = code
        self.reason = reason
    }

    /// 1000: all is done.
    public static let normal = SocketClosing(code: 1000)
    /// 1008: the client may not, or may no longer, be here.
    public static let policyViolation = SocketClosing(code: 1008)
    /// 1013: not now; the client may come again.
    public static let tryAgainLater = SocketClosing(code: 1013)

    /// A code of the API's own. Traps outside of 4000 to 4999, and on a reason longer than 123 bytes.
    public static func own(_ code: UInt16, reason: String = "") -> SocketClosing {
        precondition((4000...4999).contains(code), "an API's own close codes are 4000 to 4999")
        return SocketClosing(code: code, reason: reason)
    }
}

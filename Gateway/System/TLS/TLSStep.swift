/// How far a handshake or a close has come.
package enum TLSStep: Sendable, Equatable {
    /// It is complete.
    case done
    /// Call again when the socket is ready for this.
    case wouldBlock(IOResult.Readiness)
    /// The peer ended the connection in order.
    case closed
    /// It cannot go on.
    case failed(TLSError)
}

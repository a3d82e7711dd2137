/// What became of one read or write on a non-blocking descriptor. "Not yet" is not an error.
package enum IOResult: Sendable, Equatable {
    /// So many bytes were moved, at least one.
    case moved(Int)
    /// Nothing can be moved before the descriptor is ready.
    case wouldBlock(Readiness)
    /// The peer has ended its side properly.
    case endOfStream
    /// The connection is gone.
    case failed(SystemError)

    /// What to wait for. A TLS read may have to wait for writing, and the other way round.
    package enum Readiness: Sendable {
        case readable
        case writable
    }
}

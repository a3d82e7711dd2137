/// What became of one read or write on a non-blocking descriptor. "Not yet" is not an error.
package enum IOResult: Sendable, Equatable {
    /// So many bytes were moved, at least one.
    case moved(Int)
    /// Nothing can be moved before the descriptor is ready.
    case wouldBlock(Readiness)
    /// The peer has ended its side properly.
    case endOfStream
    /// The connection is gone.
    case failed(Failure)

    /// What to wait for. A TLS read may have to wait for writing, and the other way round.
    package enum Readiness: Sendable {
        case readable
        case writable
    }

    /// Why a connection is gone.
    package enum Failure: Error, Sendable, Equatable {
        /// The kernel refused; `code` is the value of `errno`.
        case system(code: Int32)
        /// The encryption is broken.
        case tls(TLSError)

        /// In a few words, e.g. `Connection reset by peer`; nothing in it comes from the peer's bytes.
        package var reason: String {
            switch self {
            case .system(let code): SystemError("", number: code).reason
            case .tls(let error): error.description
            }
        }
    }
}

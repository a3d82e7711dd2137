/// What a socket must become before a TLS call can go on. A read can wait for room to write and the reverse.
package enum TLSDirection: Sendable {
    /// Readable.
    case read
    /// Writable.
    case write
}

/// How far a handshake or a close has come.
package enum TLSStep: Sendable, Equatable {
    /// It is complete.
    case done
    /// Call again when the socket is ready for this.
    case wouldBlock(TLSDirection)
    /// The peer ended the connection in order.
    case closed
    /// It cannot go on.
    case failed(TLSError)
}

/// What became of a read or a write.
package enum TLSTransfer: Sendable, Equatable {
    /// So many bytes were read or taken; at least 1.
    case moved(Int)
    /// None; call again when the socket is ready for this.
    case wouldBlock(TLSDirection)
    /// The peer said that it will send no more (`close_notify`).
    case closed
    /// It cannot go on.
    case failed(TLSError)

    init(_ step: TLSStep, count: Int) {
        switch step {
        case .done: self = .moved(count)
        case .wouldBlock(let direction): self = .wouldBlock(direction)
        case .closed: self = .closed
        case .failed(let error): self = .failed(error)
        }
    }
}

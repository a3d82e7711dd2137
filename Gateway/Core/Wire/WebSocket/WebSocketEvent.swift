/// How far one `read` came.
package struct WebSocketStep: Equatable {
    /// So many bytes from the front are used up.
    package let consumed: Int
    package let event: WebSocketEvent
}

/// What a WebSocket's bytes, or their absence, mean.
package enum WebSocketEvent: Equatable {
    /// Nothing, before more bytes come.
    case needsMore
    /// A message has come to its end; `takeMessage` gives it.
    case message(WebSocketMessageKind)
    /// It is over: what is to be sent is sent, then the connection ends.
    case ended(WebSocketEnd)
}

package enum WebSocketMessageKind: Equatable, Sendable {
    /// Checked: it is UTF-8.
    case text
    case binary
}

/// How a WebSocket came to its end.
package enum WebSocketEnd: Equatable, Sendable {
    /// The peer has sent its Close first, with that code or none; it is answered.
    case closedByPeer(WebSocketCloseCode)
    /// The gateway has sent its Close first; the peer has answered it, or has had time enough.
    case closed(WebSocketCloseCode)
    /// The peer has broken a rule and is told which.
    case failed(WebSocketFlaw)
    /// The peer was asked for a sign of life and gave none.
    case silent
    /// The peer's bytes have ended without a Close.
    case gone

    /// The code that tells of it (RFC 6455 §7.1.5).
    package var closeCode: WebSocketCloseCode {
        switch self {
        case .closedByPeer(let code), .closed(let code): code
        case .failed(let flaw): flaw.closeCode
        case .silent, .gone: .abnormal
        }
    }
}

/// How much a WebSocket's peer may send, and how long it may take.
package struct WebSocketLimits: Sendable, Equatable {
    package var messageBytes: Int
    /// How many frames a message may come in.
    package var messageFrames: Int
    /// From the first byte of a message, or of a frame, to its last; each byte of a message gives a millisecond more.
    package var messageNanoseconds: UInt64
    /// Without a byte before the peer is asked for a sign of life.
    package var pingNanoseconds: UInt64
    /// For that sign.
    package var pongNanoseconds: UInt64
    /// For the peer's Close after the gateway's.
    package var closeNanoseconds: UInt64

    package init(
        messageBytes: Int = 256 * 1024, messageFrames: Int = 1024, messageMilliseconds: Int = 30_000,
        pingMilliseconds: Int = 30_000, pongMilliseconds: Int = 20_000, closeMilliseconds: Int = 5_000
    ) {
        self.messageBytes = messageBytes
        self.messageFrames = messageFrames
        messageNanoseconds = UInt64(messageMilliseconds) * 1_000_000
        pingNanoseconds = UInt64(pingMilliseconds) * 1_000_000
        pongNanoseconds = UInt64(pongMilliseconds) * 1_000_000
        closeNanoseconds = UInt64(closeMilliseconds) * 1_000_000
    }
}

/// A request's method (RFC 9110 §9); case-sensitive.
package enum RequestMethod: UInt8, Sendable, CaseIterable {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options
    /// Always refused: this is no proxy.
    case connect
    /// Always refused: it would echo tokens.
    case trace
    /// Any other token; `Request.methodRange` has its text.
    case other

    /// - Parameter packed: the bytes of a token, the last one in the lowest bits; of longer ones than 8 any 8 bytes,
    ///   since no known method is that long.
    init(length: Int, packed: UInt64) {
        switch (length, packed) {
        case (3, 0x47_4554): self = .get
        case (4, 0x4845_4144): self = .head
        case (4, 0x504F_5354): self = .post
        case (3, 0x50_5554): self = .put
        case (5, 0x50_4154_4348): self = .patch
        case (6, 0x4445_4C45_5445): self = .delete
        case (7, 0x4F_5054_494F_4E53): self = .options
        case (7, 0x43_4F4E_4E45_4354): self = .connect
        case (5, 0x54_5241_4345): self = .trace
        default: self = .other
        }
    }
}

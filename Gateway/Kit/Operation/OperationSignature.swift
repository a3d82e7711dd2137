/// What is known of an operation without calling it, whichever plugin it belongs to.
package struct OperationSignature: Sendable {
    /// Where its work is done.
    package enum Kind: Sendable {
        /// On the connection's loop.
        case reading
        /// On the CPU pool.
        case readingOnPool
        /// On the writer.
        case writing
        /// On the CPU pool, then on the writer.
        case preparing
        /// On the connection's loop; from then on its events have kinds of their own.
        case socket
    }

    /// The name used in `gateway.json`, the access log and `gateway explain`.
    package let name: String
    /// Which input it takes, and from where.
    package let input: InputShape
    package let needs: OperationNeeds
    package let kind: Kind
    /// What clients of a socket may send; empty for all other kinds.
    package let events: [OperationSignature]
}

/// What an operation cannot do without. A route that does not see to it is a mistake of `gateway.json`, and is refused
/// when the config is read.
public struct OperationNeeds: OptionSet, Sendable {
    /// One bit for each.
    public let rawValue: UInt8

    /// - Parameter rawValue: a bit for each.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It asks who the calling application is (`call.caller.knownApp()`), or does what no stranger may.
    public static let app = OperationNeeds(rawValue: 1)
    /// It asks whose token it is: `call.caller.verifiedSubject()`.
    public static let token = OperationNeeds(rawValue: 2)
    /// It asks where the request was sent (`call.caller.place`), which every route can tell.
    public static let place = OperationNeeds(rawValue: 4)
}

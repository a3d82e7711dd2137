/// Why a WebSocket connection is closed (RFC 6455 §7.4 and the registry that it begins).
package struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let normal = Self(rawValue: 1000)
    /// The gateway stops.
    package static let goingAway = Self(rawValue: 1001)
    package static let protocolError = Self(rawValue: 1002)
    /// A kind of message that is not taken, such as a binary one.
    package static let unacceptableData = Self(rawValue: 1003)
    /// There was a Close, and no code in it; never sent.
    package static let noStatus = Self(rawValue: 1005)
    /// There was no Close; never sent.
    package static let abnormal = Self(rawValue: 1006)
    /// A text that is not UTF-8.
    package static let invalidText = Self(rawValue: 1007)
    package static let policyViolation = Self(rawValue: 1008)
    package static let messageTooBig = Self(rawValue: 1009)
    package static let internalError = Self(rawValue: 1011)
    package static let tryAgainLater = Self(rawValue: 1013)

    /// It may stand in a Close: it is registered for that, or free for libraries and applications (§7.4.2). 1004 has no
    /// meaning yet.
    var maySend: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// Which rule of RFC 6455, or limit of the gateway, a peer broke.
package enum WebSocketFlaw: Error, Equatable, Sendable, CaseIterable {
    /// A bit that an extension would use is set, and none was agreed on (§5.2).
    case reservedBits
    /// An opcode without a meaning (§5.2).
    case reservedOpcode
    /// What a client sends has to be masked (§5.1).
    case unmasked
    /// A length takes more bytes than it needs (§5.2).
    case lengthNotMinimal
    /// The top bit of a length of 64 bits is set (§5.2).
    case lengthOverflow
    /// A control frame has more than 125 bytes of content (§5.5).
    case controlTooLong
    /// A control frame says that it goes on (§5.5).
    case controlFragmented
    /// A frame goes on with a message that has not begun (§5.4).
    case continuationWithoutMessage
    /// A message begins before the last has ended (§5.4).
    case messageInMessage
    /// A Close with one byte of content, or with a code that may not be sent (§5.5.1, §7.4).
    case closeCodeInvalid
    /// The reason in a Close is not UTF-8 (§5.5.1).
    case closeReasonNotUTF8
    /// A text is not UTF-8 (§8.1).
    case textNotUTF8
    case messageTooLarge
    case messageInTooManyFrames
    /// What had begun did not come to its end in time.
    case tooSlow

    /// What the peer is told (§7.4.1).
    var closeCode: WebSocketCloseCode {
        switch self {
        case .reservedBits, .reservedOpcode, .unmasked, .lengthNotMinimal, .lengthOverflow, .controlTooLong,
            .controlFragmented, .continuationWithoutMessage, .messageInMessage, .closeCodeInvalid:
            .protocolError
        case .closeReasonNotUTF8, .textNotUTF8: .invalidText
        case .messageTooLarge: .messageTooBig
        case .messageInTooManyFrames, .tooSlow: .policyViolation
        }
    }

    /// The same in words, for whoever writes a client.
    var reason: String {
        switch self {
        case .reservedBits: "a reserved bit is set"
        case .reservedOpcode: "the opcode is reserved"
        case .unmasked: "the frame is not masked"
        case .lengthNotMinimal: "the length is not in its shortest form"
        case .lengthOverflow: "the length has more than 63 bits"
        case .controlTooLong: "a control frame has at most 125 bytes"
        case .controlFragmented: "a control frame is not fragmented"
        case .continuationWithoutMessage: "there is no message to continue"
        case .messageInMessage: "the last message has not ended"
        case .closeCodeInvalid: "the close code is not one to be sent"
        case .closeReasonNotUTF8: "the reason is not UTF-8"
        case .textNotUTF8: "the text is not UTF-8"
        case .messageTooLarge: "the message is too large"
        case .messageInTooManyFrames: "the message has too many frames"
        case .tooSlow: "the message did not come to its end in time"
        }
    }
}

/// Why an answer cannot be understood. A connection on which one came is of no further use.
package enum ResponseFlaw: Error, Sendable, Equatable, CustomStringConvertible {
    case statusLineMalformed
    case fieldMalformed
    case headTooLarge
    case contentTooLarge(limitBytes: Int)
    /// A length that is no number, or several that differ.
    case lengthMalformed
    /// A transfer coding other than `chunked`, or one beside a length (RFC 9112 §6.1, §6.3).
    case framingUnclear
    case chunkMalformed
    /// The peer wants to speak another protocol (101), which nobody asked for.
    case protocolSwitch
    /// More than ten interim answers (1xx).
    case interimFlood
    /// The connection ended before the answer did.
    case truncated

    /// What follows "the answer".
    package var description: String {
        switch self {
        case .statusLineMalformed: "does not begin like HTTP/1.1"
        case .fieldMalformed: "has a malformed header field"
        case .headTooLarge: "has a header of more than \(ResponseParser.headLimitBytes) bytes"
        case .contentTooLarge(let limitBytes): "has a body of more than \(limitBytes) bytes"
        case .lengthMalformed: "has a malformed length, or two"
        case .framingUnclear: "does not say clearly where it ends"
        case .chunkMalformed: "has a malformed chunk"
        case .protocolSwitch: "switches to another protocol"
        case .interimFlood: "is put off again and again"
        case .truncated: "is cut off"
        }
    }
}

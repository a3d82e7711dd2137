import Kit

/// A rule of RFC 9110/9112, or a limit, that a request broke. The connection is closed after the answer, since where
/// the next request would begin is no longer certain.
enum ParseFailure: Error, Equatable, CaseIterable {
    case requestLineMalformed
    case requestLineTooLong
    case methodUnknown
    case targetMalformed
    case versionMalformed
    case versionUnsupported
    case lineEndMalformed
    case fieldNameMalformed
    case fieldValueMalformed
    case fieldFolded
    case fieldTooLong
    case headTooLong
    case tooManyFields
    case hostMissing
    case hostRepeated
    case hostMalformed
    case contentLengthMalformed
    case contentLengthRepeated
    case contentLengthWithTransferEncoding
    case transferEncodingMalformed
    case transferCodingUnknown
    case transferEncodingInVersion10
    case expectationUnknown
    case chunkMalformed
    case trailerMalformed
    case bodyTooLarge

    /// How it is answered.
    var code: ErrorCode {
        switch self {
        case .requestLineTooLong: .requestLineTooLong
        case .methodUnknown, .transferCodingUnknown: .notImplemented
        case .versionUnsupported: .versionUnsupported
        case .fieldTooLong, .headTooLong, .tooManyFields: .headersTooLarge
        case .hostMissing, .hostRepeated, .hostMalformed: .hostInvalid
        case .expectationUnknown: .expectationFailed
        case .bodyTooLarge: .bodyTooLarge
        default: .requestMalformed
        }
    }

    /// Which rule it was, for the client to read.
    var rule: String {
        switch self {
        case .requestLineMalformed: "the request line is not `METHOD target HTTP/1.1`"
        case .requestLineTooLong: "the request line is too long"
        case .methodUnknown: "the method is not implemented"
        case .targetMalformed: "the request target is not valid"
        case .versionMalformed: "the protocol version is not valid"
        case .versionUnsupported: "only HTTP/1.1 and HTTP/1.0 are spoken here"
        case .lineEndMalformed: "a line does not end with CR LF"
        case .fieldNameMalformed: "a header field's name is not valid"
        case .fieldValueMalformed: "a header field's value is not valid"
        case .fieldFolded: "a header field is folded over several lines"
        case .fieldTooLong: "a header field is too long"
        case .headTooLong: "the header fields are too long together"
        case .tooManyFields: "there are too many header fields"
        case .hostMissing: "the Host field is missing"
        case .hostRepeated: "there are several Host fields"
        case .hostMalformed: "the host is not valid"
        case .contentLengthMalformed: "Content-Length is not a number"
        case .contentLengthRepeated: "there are several Content-Length fields"
        case .contentLengthWithTransferEncoding: "there are both Content-Length and Transfer-Encoding"
        case .transferEncodingMalformed: "Transfer-Encoding does not end with chunked, or is there twice"
        case .transferCodingUnknown: "only the transfer coding chunked is implemented"
        case .transferEncodingInVersion10: "Transfer-Encoding has no meaning in HTTP/1.0"
        case .expectationUnknown: "only the expectation 100-continue is met"
        case .chunkMalformed: "a chunk is not well formed"
        case .trailerMalformed: "a trailer field is not valid"
        case .bodyTooLarge: "the body is too large"
        }
    }
}

package import Kit

/// A rule of RFC 9110 or 9112, or a limit, that a request broke. Where the next request would begin is uncertain then,
/// so the connection is closed after the answer.
package enum ParseFailure: Error, Sendable, Hashable, CaseIterable {
    case tooManyEmptyLines
    case requestLineMalformed
    case requestLineTooLong
    case methodRefused
    case versionMalformed
    case versionUnsupported
    case targetMalformed
    case targetHasFragment
    case pathEscapeMalformed
    case pathNotText
    case bareCarriageReturn
    case bareLineFeed
    case controlCharacter
    case fieldNameMalformed
    case spaceBeforeColon
    case fieldFolded
    case fieldTooLong
    case fieldsTooLong
    case tooManyFields
    case hostMissing
    case hostRepeated
    case hostMalformed
    case contentLengthMalformed
    case contentLengthRepeated
    case contentLengthWithTransferEncoding
    case transferEncodingMalformed
    case transferEncodingRepeated
    case transferEncodingInVersion10
    case transferCodingUnknown
    case expectationUnknown
    case chunkSizeMalformed
    case chunkExtensionMalformed
    case chunkExtensionsTooLong
    case chunkEndMalformed
    case trailerMalformed
    case trailersTooLong
    case bodyTooLarge

    /// How it is answered.
    package var code: ErrorCode {
        switch self {
        case .requestLineTooLong: .requestLineTooLong
        case .methodRefused: .methodNotImplemented
        case .versionUnsupported: .versionUnsupported
        case .fieldTooLong, .fieldsTooLong, .tooManyFields, .trailersTooLong: .headersTooLarge
        case .hostMissing, .hostRepeated, .hostMalformed: .hostInvalid
        case .transferCodingUnknown: .codingNotImplemented
        case .expectationUnknown: .expectationFailed
        case .bodyTooLarge: .bodyTooLarge
        default: .requestMalformed
        }
    }

    /// As the client reads it: the code's message, and which rule it was.
    package var error: APIError { APIError(code, detail, message: "\(code.message): \(rule)") }
}

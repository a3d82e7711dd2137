package import Kit

extension ParseFailure {
    /// The rule that was broken, for the client and the error log; holds nothing of the request.
    package var rule: String {
        switch self {
        case .tooManyEmptyLines: "too many empty lines before the request line"
        case .requestLineMalformed: "the request line is not `METHOD target HTTP/1.1`"
        case .requestLineTooLong: "the request line is over its limit"
        case .methodRefused: "CONNECT and TRACE are not served"
        case .versionMalformed: "the protocol version cannot be read"
        case .versionUnsupported: "only HTTP/1.1 and HTTP/1.0 are spoken here"
        case .targetMalformed: "the request target is in none of the forms of RFC 9112 section 3.2"
        case .targetHasFragment: "the request target has a fragment"
        case .pathEscapeMalformed: "the path has a percent sign without two hexadecimal digits"
        case .pathNotText: "the path decodes to a NUL or to invalid UTF-8"
        case .bareCarriageReturn: "a CR stands without LF"
        case .bareLineFeed: "a line ends with LF alone"
        case .controlCharacter: "there is a control character in the head"
        case .fieldNameMalformed: "the name of a header field is not a token"
        case .spaceBeforeColon: "there is white space before the colon of a header field"
        case .fieldFolded: "a header line begins with white space"
        case .fieldTooLong: "a header field is over its limit"
        case .fieldsTooLong: "the header fields together are over their limit"
        case .tooManyFields: "there are too many header fields"
        case .hostMissing: "there is no Host field"
        case .hostRepeated: "there are several Host fields"
        case .hostMalformed: "it is not a name or address with an optional port"
        case .contentLengthMalformed: "Content-Length is not one decimal number"
        case .contentLengthRepeated: "there are several Content-Length fields"
        case .contentLengthWithTransferEncoding: "there are both Content-Length and Transfer-Encoding"
        case .transferEncodingMalformed: "Transfer-Encoding is not chunked"
        case .transferEncodingRepeated: "there are several Transfer-Encoding fields"
        case .transferEncodingInVersion10: "Transfer-Encoding has no meaning in HTTP/1.0"
        case .transferCodingUnknown: "only the transfer coding chunked is read"
        case .expectationUnknown: "only the expectation 100-continue is met"
        case .chunkSizeMalformed: "the size of a chunk is not a hexadecimal number"
        case .chunkExtensionMalformed: "a chunk extension has a control character or no end"
        case .chunkExtensionsTooLong: "the chunk extensions are over their limit"
        case .chunkEndMalformed: "a chunk is longer than its size says"
        case .trailerMalformed: "a trailer field is malformed"
        case .trailersTooLong: "the trailer fields are over their limit"
        case .bodyTooLarge: "it is over its limit"
        }
    }

    /// The same for the access log.
    package var detail: ErrorDetail {
        switch self {
        case .tooManyEmptyLines: .tooManyEmptyLines
        case .requestLineMalformed: .requestLineMalformed
        case .requestLineTooLong: .requestLineTooLong
        case .methodRefused: .methodRefused
        case .versionMalformed: .versionMalformed
        case .versionUnsupported: .versionUnsupported
        case .targetMalformed: .targetMalformed
        case .targetHasFragment: .targetHasFragment
        case .pathEscapeMalformed: .pathEscapeMalformed
        case .pathNotText: .pathNotText
        case .bareCarriageReturn: .bareCarriageReturn
        case .bareLineFeed: .bareLineFeed
        case .controlCharacter: .controlCharacter
        case .fieldNameMalformed: .fieldNameMalformed
        case .spaceBeforeColon: .spaceBeforeColon
        case .fieldFolded: .fieldFolded
        case .fieldTooLong: .fieldTooLong
        case .fieldsTooLong: .fieldsTooLong
        case .tooManyFields: .tooManyFields
        case .hostMissing: .hostMissing
        case .hostRepeated: .hostRepeated
        case .hostMalformed: .hostMalformed
        case .contentLengthMalformed: .contentLengthMalformed
        case .contentLengthRepeated: .contentLengthRepeated
        case .contentLengthWithTransferEncoding: .contentLengthWithTransferEncoding
        case .transferEncodingMalformed: .transferEncodingMalformed
        case .transferEncodingRepeated: .transferEncodingRepeated
        case .transferEncodingInVersion10: .transferEncodingInVersion10
        case .transferCodingUnknown: .transferCodingUnknown
        case .expectationUnknown: .expectationUnknown
        case .chunkSizeMalformed: .chunkSizeMalformed
        case .chunkExtensionMalformed: .chunkExtensionMalformed
        case .chunkExtensionsTooLong: .chunkExtensionsTooLong
        case .chunkEndMalformed: .chunkEndMalformed
        case .trailerMalformed: .trailerMalformed
        case .trailersTooLong: .trailersTooLong
        case .bodyTooLarge: .contentTooLong
        }
    }
}

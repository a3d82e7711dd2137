/// Reads the chunked transfer coding (RFC 9112 §7.1), strictly: every line ends with CR LF, sizes are digits alone.
/// ```
/// 1A;extension CR LF   26 bytes   CR LF   ...   0 CR LF   trailer: dropped CR LF   CR LF
/// ```
struct ChunkedDecoder {
    private enum Expected {
        case firstDigit
        case digit
        case extensionStart
        case chunkExtension
        case sizeLineFeed
        case data
        case dataCarriageReturn
        case dataLineFeed
        case trailerStart
        case trailerName
        case trailerValue
        case trailerLineFeed
        case lastLineFeed
        case nothing
    }

    private var expected = Expected.firstDigit
    private var digits = 0
    /// Of the chunk: what its digits say so far, then what of its data is still to come.
    private var size = 0
    private var extensionBytes = 0
    private var trailerBytes = 0

    /// The last byte was read.
    var isComplete: Bool { expected == .nothing }

    /// Reads up to the next piece of data, or as far as the bytes or the body reach.
    /// - Parameters:
    ///   - used: how many of the bytes are used up, also when a rule is broken.
    ///   - roomBytes: the most data that may still come.
    /// - Returns: where the piece stands in `bytes`; `nil` when there is none among them.
    mutating func nextData(
        _ bytes: Span<UInt8>, used: inout Int, roomBytes: Int, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Range<Int>? {
        while used < bytes.count, !isComplete {
            guard expected == .data else {
                try step(bytes[used], roomBytes: roomBytes, limits)
                used += 1
                continue
            }
            let start = used
            used += min(size, bytes.count - used)
            size -= used - start
            if size == 0 { expected = .dataCarriageReturn }
            return start..<used
        }
        return nil
    }

    private mutating func step(_ byte: UInt8, roomBytes: Int, _ limits: HTTPLimits) throws(ParseFailure) {
        switch expected {
        case .firstDigit, .digit: try readSize(byte, roomBytes: roomBytes)
        case .extensionStart, .chunkExtension: try readExtension(byte, limits)
        case .sizeLineFeed:
            guard byte == 0x0A else { throw .bareCarriageReturn }
            expected = size == 0 ? .trailerStart : .data
        case .dataCarriageReturn:
            guard byte == 0x0D else { throw .chunkEndMalformed }
            expected = .dataLineFeed
        case .dataLineFeed:
            guard byte == 0x0A else { throw .chunkEndMalformed }
            expected = .firstDigit
            digits = 0
        case .trailerStart, .trailerName, .trailerValue: try readTrailer(byte, limits)
        case .trailerLineFeed:
            guard byte == 0x0A else { throw .bareCarriageReturn }
            expected = .trailerStart
        case .lastLineFeed:
            guard byte == 0x0A else { throw .bareCarriageReturn }
            expected = .nothing
        case .data, .nothing: break
        }
    }

    /// At most 16 digits, so leading zeros have an end too. Stops at the digit with which the body is too large.
    private mutating func readSize(_ byte: UInt8, roomBytes: Int) throws(ParseFailure) {
        if let digit = byte.hexadecimalValue {
            digits += 1
            guard digits <= 16 else { throw .chunkSizeMalformed }
            guard size <= Int.max >> 4, size << 4 | Int(digit) <= roomBytes else { throw .bodyTooLarge }
            size = size << 4 | Int(digit)
            expected = .digit
            return
        }
        guard expected == .digit else { throw .chunkSizeMalformed }
        switch byte {
        case 0x0D: expected = .sizeLineFeed
        case UInt8(ascii: ";"): expected = .chunkExtension
        case 0x20, 0x09: expected = .extensionStart
        default: throw .chunkSizeMalformed
        }
    }

    /// Extensions mean nothing here (RFC 9112 §7.1.1). White space after the size is only good before a semicolon.
    private mutating func readExtension(_ byte: UInt8, _ limits: HTTPLimits) throws(ParseFailure) {
        extensionBytes += 1
        guard extensionBytes <= limits.chunkOverheadBytes else { throw .chunkExtensionsTooLong }
        if expected == .extensionStart {
            if byte.isOptionalWhitespace { return }
            guard byte == UInt8(ascii: ";") else { throw .chunkSizeMalformed }
            expected = .chunkExtension
        } else if byte == 0x0D {
            expected = .sizeLineFeed
        } else if byte < 0x20 && byte != 0x09 || byte == 0x7F {
            throw byte == 0x0A ? .bareLineFeed : .chunkExtensionMalformed
        }
    }

    /// Trailer fields are read by the same rules as header fields, and dropped (RFC 9110 §6.5.1).
    private mutating func readTrailer(_ byte: UInt8, _ limits: HTTPLimits) throws(ParseFailure) {
        if expected == .trailerStart, byte == 0x0D {
            expected = .lastLineFeed
            return
        }
        trailerBytes += 1
        guard trailerBytes <= limits.chunkOverheadBytes else { throw .trailersTooLong }
        if expected == .trailerValue {
            if byte == 0x0D {
                expected = .trailerLineFeed
            } else if byte < 0x20 && byte != 0x09 || byte == 0x7F {
                throw byte == 0x0A ? .bareLineFeed : .trailerMalformed
            }
        } else if TokenByte.contains(byte) {
            expected = .trailerName
        } else {
            guard expected == .trailerName, byte == UInt8(ascii: ":") else { throw .trailerMalformed }
            expected = .trailerValue
        }
    }
}

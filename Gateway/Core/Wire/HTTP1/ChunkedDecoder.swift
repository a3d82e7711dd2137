/// Reads the chunked transfer coding (RFC 9112 §7.1), strictly: every line ends with CR LF, sizes are digits alone.
/// ```
/// 1A;extension CR LF   26 bytes   CR LF   ...   0 CR LF   trailer: dropped CR LF   CR LF
/// ```
struct ChunkedDecoder {
    private enum Expected {
        case firstDigit
        case digit
        case extensionStart
        case extensionNameStart
        case extensionName
        case extensionNameEnd
        case extensionValueStart
        case extensionValue
        case quotedValue
        case quotedPair
        case quotedValueEnd
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
        case .extensionStart, .extensionNameStart, .extensionName, .extensionNameEnd, .extensionValueStart,
            .extensionValue, .quotedValue, .quotedPair, .quotedValueEnd:
            try readExtension(byte, limits)
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
        case UInt8(ascii: ";"): expected = .extensionNameStart
        case 0x20, 0x09: expected = .extensionStart
        default: throw .chunkSizeMalformed
        }
    }

    /// Extensions mean nothing here, but where one ends must be certain (RFC 9112 §7.1.1):
    /// ```
    /// chunk-ext = *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )
    /// ```
    private mutating func readExtension(_ byte: UInt8, _ limits: HTTPLimits) throws(ParseFailure) {
        extensionBytes += 1
        guard extensionBytes <= limits.chunkOverheadBytes else { throw .chunkExtensionsTooLong }
        guard let next = afterExtension(byte) else {
            if expected == .extensionStart { throw .chunkSizeMalformed }
            throw byte == 0x0A ? .bareLineFeed : .chunkExtensionMalformed
        }
        expected = next
    }

    /// What is expected after that byte of an extension; `nil` when the byte was not.
    private func afterExtension(_ byte: UInt8) -> Expected? {
        let isBlank = byte.isOptionalWhitespace
        switch expected {
        // White space is only good before a semicolon.
        case .extensionStart: return isBlank ? .extensionStart : byte == UInt8(ascii: ";") ? .extensionNameStart : nil
        case .extensionNameStart:
            return isBlank ? .extensionNameStart : TokenByte.contains(byte) ? .extensionName : nil
        case .extensionName:
            if TokenByte.contains(byte) { return .extensionName }
            return byte == UInt8(ascii: "=") ? .extensionValueStart : isBlank ? .extensionNameEnd : afterPart(byte)
        case .extensionNameEnd:
            if isBlank { return .extensionNameEnd }
            if byte == UInt8(ascii: ";") { return .extensionNameStart }
            return byte == UInt8(ascii: "=") ? .extensionValueStart : nil
        case .extensionValueStart:
            if byte == UInt8(ascii: "\"") { return .quotedValue }
            return isBlank ? .extensionValueStart : TokenByte.contains(byte) ? .extensionValue : nil
        case .extensionValue: return TokenByte.contains(byte) ? .extensionValue : afterPart(byte)
        case .quotedValue:
            if byte == UInt8(ascii: "\"") { return .quotedValueEnd }
            return byte == UInt8(ascii: "\\") ? .quotedPair : isQuotable(byte) ? .quotedValue : nil
        case .quotedPair: return isQuotable(byte) ? .quotedValue : nil
        case .quotedValueEnd: return afterPart(byte)
        default: return nil
        }
    }

    private func afterPart(_ byte: UInt8) -> Expected? {
        if byte == 0x0D { return .sizeLineFeed }
        return byte == UInt8(ascii: ";") ? .extensionNameStart : byte.isOptionalWhitespace ? .extensionStart : nil
    }

    /// Of a quoted string (RFC 9110 §5.6.4): all but control characters, a tab excepted.
    private func isQuotable(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

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

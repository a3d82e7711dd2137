extension JSONParser {
    @_lifetime(self: copy self)
    mutating func skipWhitespace() {
        // Most values in JSON made by programs have none before them.
        while offset < bytes.count, bytes[offset] <= 0x20 {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    /// Steps over these bytes if they stand here, and tells whether they did.
    @_lifetime(self: copy self)
    mutating func skip<let count: Int>(_ word: InlineArray<count, UInt8>) -> Bool {
        guard bytes.count - offset >= count else { return false }
        for index in word.indices where bytes[offset + index] != word[index] { return false }
        offset += count
        return true
    }

    /// Steps over a string, from quote to quote, and tells whether it has escapes.
    @_lifetime(self: copy self)
    mutating func scanString() throws(JSONSyntaxError) -> Bool {
        let start = offset
        var isEscaped = false
        offset += 1
        while true {
            let end = bytes.firstByteToEscape(from: offset)
            offset = end
            guard end < bytes.count else { throw failure(.unclosedString, at: start) }
            switch bytes[end] {
            case 0x22:
                offset = end + 1
                return isEscaped
            case 0x5C:
                isEscaped = true
                try scanEscape()
            default: throw failure(.controlCharacter(bytes[end]), at: end)
            }
        }
    }

    /// `\n`, `\u00e9`, or a surrogate pair as two of the latter.
    @_lifetime(self: copy self)
    private mutating func scanEscape() throws(JSONSyntaxError) {
        let start = offset
        guard offset + 1 < bytes.count else { throw failure(.unclosedString, at: start) }
        switch bytes[offset + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: offset += 2
        case 0x75:
            let unit = try scanCodeUnit()
            guard unit & 0xF800 == 0xD800 else { return }
            guard unit < 0xDC00, offset + 1 < bytes.count, bytes[offset] == 0x5C, bytes[offset + 1] == 0x75,
                try scanCodeUnit() & 0xFC00 == 0xDC00
            else { throw failure(.loneSurrogate, at: start) }
        default: throw failure(.invalidEscape, at: start)
        }
    }

    /// `\uXXXX`: one UTF-16 code unit.
    @_lifetime(self: copy self)
    private mutating func scanCodeUnit() throws(JSONSyntaxError) -> UInt32 {
        guard bytes.count - offset >= 6 else { throw failure(.invalidEscape, at: offset) }
        var unit: UInt32 = 0
        for index in 2..<6 {
            guard let digit = bytes[offset + index].hexadecimalValue else {
                throw failure(.invalidEscape, at: offset)
            }
            unit = unit << 4 | UInt32(digit)
        }
        offset += 6
        return unit
    }

    /// `-`, an integer without leading zeros, and perhaps a fraction and an exponent (RFC 8259 §6).
    /// - Returns: `integer` when it has neither.
    @_lifetime(self: copy self)
    mutating func scanNumber() throws(JSONSyntaxError) -> JSONNode.Kind {
        let start = offset
        if bytes[offset] == 0x2D { offset += 1 }
        let hasLeadingZero = offset < bytes.count && bytes[offset] == 0x30
        let integerDigits = scanDigits()
        guard integerDigits > 0, !hasLeadingZero || integerDigits == 1 else {
            throw failure(.invalidNumber, at: start)
        }
        var kind = JSONNode.Kind.integer
        if offset < bytes.count, bytes[offset] == 0x2E {
            offset += 1
            kind = .number
            guard scanDigits() > 0 else { throw failure(.invalidNumber, at: start) }
        }
        if offset < bytes.count, bytes[offset] | 0x20 == 0x65 {
            offset += 1
            kind = .number
            if offset < bytes.count, bytes[offset] == 0x2B || bytes[offset] == 0x2D { offset += 1 }
            guard scanDigits() > 0 else { throw failure(.invalidNumber, at: start) }
        }
        return kind
    }

    @_lifetime(self: copy self)
    private mutating func scanDigits() -> Int {
        let start = offset
        while offset < bytes.count, bytes[offset].isDigit { offset += 1 }
        return offset - start
    }
}

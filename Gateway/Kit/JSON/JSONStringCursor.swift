/// Walks over the bytes that a checked JSON string stands for, without building them.
struct JSONStringCursor: ~Escapable {
    private let bytes: Span<UInt8>
    private var offset: Int
    private let end: Int
    /// The rest of a character that was written as an escape: UTF-8, the next byte lowest.
    private var pending: UInt32 = 0
    private var pendingCount = 0

    /// - Parameters: the text, and where in it the string's content stands, without its quotes.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, _ content: Range<Int>) {
        self.bytes = bytes
        offset = content.lowerBound
        end = content.upperBound
    }

    @_lifetime(self: copy self)
    mutating func next() -> UInt8? {
        if pendingCount > 0 {
            let byte = UInt8(truncatingIfNeeded: pending)
            pending >>= 8
            pendingCount -= 1
            return byte
        }
        guard offset < end else { return nil }
        let byte = bytes[offset]
        offset += 1
        return byte == 0x5C ? unescape() : byte
    }

    @_lifetime(self: copy self)
    private mutating func unescape() -> UInt8? {
        guard offset < end else { return nil }
        let letter = bytes[offset]
        offset += 1
        switch letter {
        case 0x62: return 0x08
        case 0x66: return 0x0C
        case 0x6E: return 0x0A
        case 0x72: return 0x0D
        case 0x74: return 0x09
        case 0x75: return unescapeUnicode()
        default: return letter
        }
    }

    @_lifetime(self: copy self)
    private mutating func unescapeUnicode() -> UInt8? {
        var code = hexadecimal()
        if code & 0xFC00 == 0xD800 {
            offset += 2
            code = 0x10000 + (code & 0x3FF) << 10 + (hexadecimal() & 0x3FF)
        }
        guard let scalar = Unicode.Scalar(code), let units = UTF8.encode(scalar) else { return nil }
        for unit in units {
            pending |= UInt32(unit) << UInt32(8 * pendingCount)
            pendingCount += 1
        }
        return next()
    }

    @_lifetime(self: copy self)
    private mutating func hexadecimal() -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 where offset < end {
            code = code << 4 | UInt32(bytes[offset].hexadecimalValue ?? 0)
            offset += 1
        }
        return code
    }
}

/// `%` and two hexadecimal digits (RFC 3986 §2.1).
enum PercentEscape {
    static func isValid(_ bytes: Span<UInt8>, at index: Int, before end: Int) -> Bool {
        index + 2 < end && digit(bytes[index + 1]) != nil && digit(bytes[index + 2]) != nil
    }

    /// Decodes all escapes. `nil` when what comes out is not UTF-8, or holds a zero byte.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count, let high = digit(text[index + 1]),
                let low = digit(text[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(text[index])
                index += 1
            }
        }
        guard !decoded.contains(0), (try? UTF8Span(validating: decoded.span)) != nil else { return nil }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

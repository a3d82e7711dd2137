/// The one escaping of all that people read line by line, in logs and on a terminal: nothing in it moves a cursor, ends
/// a line, hides itself, or turns the direction of what follows.
///
/// Escaped as `\u009b` are C0 (but tab and line feed), DEL and C1, the line and paragraph separators, what has no width
/// (U+200B to U+200F, U+2060 to U+206F, U+FEFF, U+FFF9 to U+FFFB), and what turns direction (U+061C, U+200E, U+200F,
/// U+202A to U+202E, U+2066 to U+2069). Inside a JSON string that means the same as what it replaces.
package enum VisibleText {
    /// Appends text with such characters escaped.
    /// - Parameter text: UTF-8.
    package static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        var index = 0
        while index < text.count {
            if let hidden = hiddenScalar(in: text, at: index) {
                appendEscape(hidden.value, to: &bytes)
                index += hidden.byteCount
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
    }

    /// The same of a text.
    package static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        append(text.utf8.span, to: &bytes)
        return bytes
    }

    /// Whether it can hold such a character at all: all others are ASCII.
    package static func mayHide(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] >= 0x7F || text[index] < 0x20 { return true }
        return false
    }

    private static func hiddenScalar(in text: Span<UInt8>, at index: Int) -> (value: UInt32, byteCount: Int)? {
        let first = text[index]
        if first < 0x80 {
            let isHidden = first == 0x7F || first < 0x20 && first != 0x09 && first != 0x0A
            return isHidden ? (UInt32(first), 1) : nil
        }
        if first == 0xC2 || first == 0xD8 { return hidden(first & 0x1F, text, index + 1, byteCount: 2) }
        if first == 0xE2 || first == 0xEF { return hidden(first & 0x0F, text, index + 1, byteCount: 3) }
        return nil
    }

    /// What a sequence of two or three bytes stands for, if it is hidden (RFC 3629 §3).
    private static func hidden(
        _ bits: UInt8, _ text: Span<UInt8>, _ next: Int, byteCount: Int
    ) -> (value: UInt32, byteCount: Int)? {
        guard next + byteCount - 1 <= text.count else { return nil }
        var value = UInt32(bits)
        for index in next..<next + byteCount - 1 { value = value << 6 | UInt32(text[index] & 0x3F) }
        return isHidden(value) ? (value, byteCount) : nil
    }

    private static func isHidden(_ value: UInt32) -> Bool {
        switch value {
        case 0x80...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        default: false
        }
    }

    private static func appendEscape(_ value: UInt32, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"\u"#.utf8)
        for shift in [12, 8, 4, 0] as [UInt32] { bytes.append(digits[Int(value >> shift & 0xF)]) }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

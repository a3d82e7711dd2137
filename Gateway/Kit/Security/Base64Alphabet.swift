/// Base64 without padding over one of its alphabets (RFC 4648 §4, §5). Strict: one text for each byte string.
package struct Base64Alphabet: Sendable {
    /// `-` and `_` at the end, as in JOSE.
    static let url = Base64Alphabet(last: 0x2D, 0x5F, refusing: 0x80)
    /// `+` and `/` at the end, as in password hashes and in WebSocket's handshake.
    package static let standard = Base64Alphabet(last: 0x2B, 0x2F, refusing: 0x40)

    /// The six bits of each character. 0x40 marks those of the URL alphabet alone, 0x80 those of the other, both what
    /// is none. A literal, so that it is laid out by the compiler and read without a check.
    private static let values: InlineArray<256, UInt8> = [
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xBE, 0xC0, 0x7E, 0xC0, 0xBF,
        0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E,
        0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0xC0, 0xC0, 0xC0, 0xC0, 0x7F,
        0xC0, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
        0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x31, 0x32, 0x33, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
        0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    ]

    /// The character of each six bits.
    private let characters: InlineArray<64, UInt8>
    /// The mark of characters that are not of this alphabet.
    private let refused: UInt32

    private init(last: UInt8..., refusing refused: UInt32) {
        let all = [UInt8](0x41...0x5A) + [UInt8](0x61...0x7A) + [UInt8](0x30...0x39) + last
        characters = InlineArray { all[$0] }
        self.refused = refused
    }

    // MARK: Encoding

    /// How many characters so many bytes become.
    static func textCount(_ byteCount: Int) -> Int { (byteCount * 4 + 2) / 3 }

    /// Appends the text for some bytes; it is ASCII.
    package func encode(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
        // All empty arrays share one storage, and `append(addingCapacity:)` would write its count, from any thread.
        guard !bytes.isEmpty else { return }
        text.append(addingCapacity: Self.textCount(bytes.count)) { output in
            var index = 0
            while index < bytes.count {
                let word = Self.word(bytes, at: index)
                for place in 0..<min(4, bytes.count - index + 1) {
                    output.append(characters[Int(truncatingIfNeeded: word >> UInt32(18 - 6 * place)) & 0x3F])
                }
                index += 3
            }
        }
    }

    /// Three bytes, the first one highest; zero for what is beyond the end.
    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, at index: Int) -> UInt32 {
        let first = UInt32(bytes[index]) << 16
        guard index &+ 1 < bytes.count else { return first }
        let second = UInt32(bytes[index &+ 1]) << 8
        return index &+ 2 < bytes.count ? first | second | UInt32(bytes[index &+ 2]) : first | second
    }

    /// Whether this is the text for the bytes. The time it takes depends on their count only.
    func isText(_ text: Span<UInt8>, for bytes: Span<UInt8>) -> Bool {
        guard text.count == Self.textCount(bytes.count) else { return false }
        var (seen, differences): (UInt32, UInt32) = (0, 0)
        var place = 0
        var index = 0
        while index < bytes.count {
            let group = Self.group(text.extracting(place..<min(place &+ 4, text.count)))
            seen |= group.seen
            differences |= group.word ^ Self.word(bytes, at: index)
            place &+= 4
            index &+= 3
        }
        return differences == 0 && seen & refused == 0
    }

    // MARK: Decoding

    /// The bytes of a text; `nil` when it is not the one text for any.
    func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let tail = text.count & 3
        guard tail != 1 else { return nil }
        // See `encode`.
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        // Whatever was wrong with a character is still to be seen when all have been or-ed; looked at once, at the end.
        var seen: UInt32 = 0
        bytes.append(addingCapacity: text.count >> 2 * 3 + (tail == 0 ? 0 : tail - 1)) { output in
            seen = decode(text, tail, into: &output)
        }
        return seen & refused == 0 ? bytes : nil
    }

    /// - Returns: all values read, or-ed; with all marks set when an unused bit is.
    private func decode(_ text: Span<UInt8>, _ tail: Int, into output: inout OutputSpan<UInt8>) -> UInt32 {
        var seen: UInt32 = 0
        var index = 0
        while index &+ 4 <= text.count {
            let group = Self.group(text.extracting(index..<index &+ 4))
            seen |= group.seen
            output.append(UInt8(truncatingIfNeeded: group.word >> 16))
            output.append(UInt8(truncatingIfNeeded: group.word >> 8))
            output.append(UInt8(truncatingIfNeeded: group.word))
            index &+= 4
        }
        guard tail > 0 else { return seen }
        let group = Self.group(text.extracting(index...))
        output.append(UInt8(truncatingIfNeeded: group.word >> 16))
        if tail == 3 { output.append(UInt8(truncatingIfNeeded: group.word >> 8)) }
        let unused = tail == 3 ? group.word & 0xFF : group.word & 0xFFFF
        return unused == 0 ? seen | group.seen : 0xC0
    }

    /// Two to four characters: the 24 bits that they stand for, the first ones highest, and their values, or-ed.
    @inline(__always)
    private static func group(_ text: Span<UInt8>) -> (word: UInt32, seen: UInt32) {
        let first = UInt32(values[Int(text[0])])
        let second = UInt32(values[Int(text[1])])
        let third = text.count > 2 ? UInt32(values[Int(text[2])]) : 0
        let fourth = text.count > 3 ? UInt32(values[Int(text[3])]) : 0
        let word = (first & 0x3F) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
        return (word, first | second | third | fourth)
    }
}

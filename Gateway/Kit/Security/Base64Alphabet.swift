/// Base64 without padding over one of its alphabets (RFC 4648 §4, §5). Strict: one text for each byte string.
struct Base64Alphabet: Sendable {
    /// `-` and `_` at the end, as in JOSE.
    static let url = Base64Alphabet(last: 0x2D, 0x5F)
    /// `+` and `/` at the end, as in password hashes.
    static let standard = Base64Alphabet(last: 0x2B, 0x2F)

    /// The character of each six bits.
    private let characters: [UInt8]
    /// The six bits of each character, 0xFF for what is none.
    private let values: [UInt8]

    private init(last: UInt8...) {
        let characters = [UInt8](0x41...0x5A) + [UInt8](0x61...0x7A) + [UInt8](0x30...0x39) + last
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
        self.characters = characters
        self.values = values
    }

    /// Appends the text for some bytes; it is ASCII.
    func encode(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
        // All empty arrays share one storage, and `append(addingCapacity:)` would write its count, from any thread.
        guard !bytes.isEmpty else { return }
        let characters = characters.span
        text.append(addingCapacity: (bytes.count * 4 + 2) / 3) { output in
            var index = 0
            while index + 3 <= bytes.count {
                let word = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
                output.append(characters[word >> 18])
                output.append(characters[word >> 12 & 0x3F])
                output.append(characters[word >> 6 & 0x3F])
                output.append(characters[word & 0x3F])
                index += 3
            }
            switch bytes.count - index {
            case 1:
                output.append(characters[Int(bytes[index]) >> 2])
                output.append(characters[Int(bytes[index]) << 4 & 0x3F])
            case 2:
                let word = Int(bytes[index]) << 8 | Int(bytes[index + 1])
                output.append(characters[word >> 10])
                output.append(characters[word >> 4 & 0x3F])
                output.append(characters[word << 2 & 0x3F])
            default: break
            }
        }
    }

    /// The bytes of a text; `nil` when it is not the one text for any.
    func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let tail = text.count & 3
        guard tail != 1 else { return nil }
        // Six bits are wrong when they have a seventh; looked at once, at the end.
        var seen: UInt32 = 0
        let bytes = [UInt8](capacity: text.count >> 2 * 3 + (tail == 0 ? 0 : tail - 1)) { output in
            seen = decode(text, tail, into: &output)
        }
        return seen < 0x40 ? bytes : nil
    }

    /// - Returns: all values read, or-ed; 0x40 or more when a character is none of the alphabet, or an unused bit is
    ///   set.
    private func decode(_ text: Span<UInt8>, _ tail: Int, into output: inout OutputSpan<UInt8>) -> UInt32 {
        let values = values.span
        var seen: UInt32 = 0
        var index = 0
        while index + 4 <= text.count {
            let first = UInt32(values[Int(text[index])])
            let second = UInt32(values[Int(text[index + 1])])
            let third = UInt32(values[Int(text[index + 2])])
            let fourth = UInt32(values[Int(text[index + 3])])
            seen |= first | second | third | fourth
            let word = first << 18 | second << 12 | third << 6 | fourth
            output.append(UInt8(truncatingIfNeeded: word >> 16))
            output.append(UInt8(truncatingIfNeeded: word >> 8))
            output.append(UInt8(truncatingIfNeeded: word))
            index += 4
        }
        guard tail > 0 else { return seen }
        let first = UInt32(values[Int(text[index])])
        let second = UInt32(values[Int(text[index + 1])])
        let third = tail == 3 ? UInt32(values[Int(text[index + 2])]) : 0
        seen |= first | second | third
        let word = first << 18 | second << 12 | third << 6
        output.append(UInt8(truncatingIfNeeded: word >> 16))
        if tail == 3 { output.append(UInt8(truncatingIfNeeded: word >> 8)) }
        let unused = tail == 3 ? word & 0xFF : word & 0xFFFF
        return unused == 0 ? seen : 0xFF
    }
}

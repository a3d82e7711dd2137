import Kit

/// Checks UTF-8 as it comes, in pieces that may end anywhere, and refuses it at the first byte that cannot be right
/// (RFC 3629 §4).
struct UTF8Check {
    /// How many bytes the character at hand lacks.
    private var missing: UInt8 = 0
    /// What the next of them may be: after some first bytes less than any continuation byte, so that nothing is written
    /// longer than it needs, is half a surrogate pair, or lies beyond U+10FFFF.
    private var least: UInt8 = 0x80
    private var most: UInt8 = 0xBF

    /// Nothing is missing: a text may end here.
    var isComplete: Bool { missing == 0 }

    /// - Returns: whether the bytes go on rightly.
    mutating func accepts(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if missing > 0 {
                guard byte >= least, byte <= most else { return false }
                (missing, least, most) = (missing &- 1, 0x80, 0xBF)
                index &+= 1
            } else if byte < 0x80 {
                index = Self.endOfASCII(bytes, from: index)
            } else if byte >= 0xC2, byte <= 0xDF, index &+ 1 < bytes.count, bytes[index &+ 1] & 0xC0 == 0x80 {
                // A character of two bytes, such as a Cyrillic one, in one step.
                index &+= 2
            } else {
                guard begins(byte) else { return false }
                index &+= 1
            }
        }
        return true
    }

    /// The first byte of a character of several.
    private mutating func begins(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, least) = (2, 0xA0)
        case 0xED: (missing, most) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, least) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, most) = (3, 0x8F)
        default: return false
        }
        return true
    }

    /// Eight bytes in one step, where all of them are ASCII.
    private static func endOfASCII(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index &+ 8 <= bytes.count, bytes.word(at: index) & 0x8080_8080_8080_8080 == 0 { index &+= 8 }
        while index < bytes.count, bytes[index] < 0x80 { index &+= 1 }
        return index
    }
}

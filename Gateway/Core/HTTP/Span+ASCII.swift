import Kit

extension Span<UInt8> {
    /// Compares with lower-case letters, digits and dashes of the program's own, without regard to case.
    func isEqual(toLowercase text: String) -> Bool {
        let other = text.utf8.span
        guard count == other.count else { return false }
        for index in indices where TokenByte.lowercased[Int(self[index])] != other[index] { return false }
        return true
    }

    /// Compares the bytes, eight in one step.
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index &+ 8 <= count {
            if word(at: index) != other.word(at: index) { return false }
            index &+= 8
        }
        while index < count {
            if self[index] != other[index] { return false }
            index &+= 1
        }
        return true
    }

    /// Where the bytes stand when the optional white space at both ends is left out (RFC 9110 §5.6.3).
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isOptionalWhitespace { lower &+= 1 }
        while upper > lower, self[upper &- 1].isOptionalWhitespace { upper &-= 1 }
        return lower..<upper
    }
}

extension UInt8 {
    /// Space or tab.
    var isOptionalWhitespace: Bool { self == 0x20 || self == 0x09 }
}

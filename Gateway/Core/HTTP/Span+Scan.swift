import Kit

/// Searches that look at eight bytes in one step, since every byte of every head passes here.
extension Span<UInt8> {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// The first control character other than a tab (RFC 9110 §5.5), or `end`. Bytes from 0x80 up are no controls.
    func firstControl(from start: Int, to end: Int) -> Int {
        var index = start
        while index &+ 8 <= end {
            let word = word(at: index)
            let deletes = word ^ (Self.ones &* 0x7F)
            let marks = (((word &- Self.ones &* 0x20) & ~word) | Self.zeros(deletes)) & Self.tops
            if marks == 0 {
                index &+= 8
                continue
            }
            index &+= marks.trailingZeroBitCount &>> 3
            if self[index] != 0x09 { return index }
            index &+= 1
        }
        while index < end {
            let byte = self[index]
            if byte < 0x20 && byte != 0x09 || byte == 0x7F { return index }
            index &+= 1
        }
        return end
    }

    /// The first byte of that value in the range.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        let pattern = Self.ones &* UInt64(byte)
        while index &+ 8 <= range.upperBound {
            let marks = Self.zeros(word(at: index) ^ pattern) & Self.tops
            if marks != 0 { return index &+ marks.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < range.upperBound {
            if self[index] == byte { return index }
            index &+= 1
        }
        return nil
    }

    /// The top bit of each byte that is zero. Only the lowest one is exact: a borrow may set those above it. The other
    /// bits mean nothing.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}

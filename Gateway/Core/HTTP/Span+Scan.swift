import Kit

/// Searches that look at eight bytes in one step, since every byte of every head passes here.
extension Span<UInt8> {
    /// The first control character other than a tab (RFC 9110 §5.5), or `end`. Bytes from 0x80 up are no controls.
    func firstControl(from start: Int, to end: Int) -> Int {
        var index = start
        while index &+ 8 <= end {
            let word = word(at: index)
            let deletes = word ^ (UInt64.ones &* 0x7F)
            let marks = (((word &- UInt64.ones &* 0x20) & ~word) | deletes.zeros) & UInt64.tops
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
        while index &+ 8 <= range.upperBound {
            if let place = word(at: index).firstIndex(of: byte) { return index &+ place }
            index &+= 8
        }
        while index < range.upperBound {
            if self[index] == byte { return index }
            index &+= 1
        }
        return nil
    }
}

/// Eight bytes looked at in one step; the first one is in the lowest bits.
extension UInt64 {
    fileprivate static var ones: UInt64 { 0x0101_0101_0101_0101 }
    fileprivate static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// The top bit of each byte that is zero. Only the lowest one is exact: a borrow may set those above it. The other
    /// bits mean nothing.
    @inline(__always)
    fileprivate var zeros: UInt64 { (self &- Self.ones) & ~self }

    /// Which of the bytes is the first of that value.
    @inline(__always)
    func firstIndex(of byte: UInt8) -> Int? {
        let marks = (self ^ Self.ones &* UInt64(byte)).zeros & Self.tops
        return marks == 0 ? nil : marks.trailingZeroBitCount &>> 3
    }

    /// The same with `A` to `Z` in lower case: their top bits, once found, become the bit that tells small letters.
    var lowercased: UInt64 {
        let low = self & ~Self.tops
        let fromA = low &+ Self.ones &* 0x3F
        let beyondZ = low &+ Self.ones &* 0x25
        return self | (fromA & ~beyondZ & ~self & Self.tops) &>> 2
    }
}

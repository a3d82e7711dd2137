extension Span<UInt8> {
    /// The first control character other than a tab (RFC 9110 §5.5), or `end`.
    ///
    /// Every byte of every head passes here, so eight are looked at in one step; bytes from 0x80 up are no controls.
    func firstControl(from start: Int, to end: Int) -> Int {
        var index = start
        while index &+ 8 <= end {
            let controls = Self.controls(in: extracting(index..<index &+ 8))
            if controls == 0 {
                index &+= 8
                continue
            }
            index &+= controls.trailingZeroBitCount &>> 3
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

    /// The top bit of each byte that is below 0x20 or is 0x7F. Only the lowest one is exact: a borrow may set those
    /// above it.
    @inline(__always)
    private static func controls(in eight: Span<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(eight[index]) &<< UInt64(8 &* index) }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let deletes = word ^ (ones &* 0x7F)
        return (word &- ones &* 0x20 & ~word | deletes &- ones & ~deletes) & (ones &* 0x80)
    }
}

/// A segment of a path, or a host, as a look-up compares it: in words of eight bytes, the last one filled up with
/// zeros. The first byte of a word is in its lowest bits.
struct SegmentText: ~Escapable {
    private let text: Span<UInt8>
    private let foldsCase: Bool
    /// Where it stands.
    let range: Range<Int>
    let firstWord: UInt64

    /// The segment of a path that begins there: one look at eight bytes finds both its end and its first word, unless
    /// it is longer. `nil` at the path's end.
    /// - Parameter start: 1, or one more than the end of a segment.
    @_lifetime(copy path)
    init?(of path: Span<UInt8>, from start: Int) {
        guard start < path.count else { return nil }
        text = path
        foldsCase = false
        let word = Self.word(path, start..<path.count)
        if let length = word.firstIndex(of: UInt8(ascii: "/")) {
            range = start..<start + length
            firstWord = word & ~(UInt64.max << UInt64(8 * length))
        } else {
            let beyond = min(start + 8, path.count)..<path.count
            range = start..<(path.firstIndex(of: UInt8(ascii: "/"), in: beyond) ?? path.count)
            firstWord = word
        }
    }

    /// A whole text.
    /// - Parameter foldsCase: upper-case ASCII letters are taken for lower-case ones.
    @_lifetime(copy text)
    init(_ text: Span<UInt8>, foldsCase: Bool = false) {
        self.text = text
        self.foldsCase = foldsCase
        range = 0..<text.count
        let word = Self.word(text, range)
        firstWord = foldsCase ? word.lowercased : word
    }

    var byteCount: Int { range.count }

    var wordCount: Int { (range.count + 7) / 8 }

    func word(_ number: Int) -> UInt64 {
        let word = Self.word(text, range.lowerBound + 8 * number..<range.upperBound)
        return foldsCase ? word.lowercased : word
    }

    /// The first eight bytes of the range, or as many as there are.
    @inline(__always)
    private static func word(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        if range.count >= 8 { return text.word(at: range.lowerBound) }
        // The eight bytes that end where the range ends, without those before it.
        if range.upperBound >= 8, !range.isEmpty {
            return text.word(at: range.upperBound - 8) &>> UInt64(8 * (8 - range.count))
        }
        var word: UInt64 = 0
        for index in range { word |= UInt64(text[index]) &<< UInt64(8 * (index - range.lowerBound)) }
        return word
    }
}

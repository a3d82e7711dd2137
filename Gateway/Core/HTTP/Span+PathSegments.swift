/// What stands between the slashes of a path, which begins with one; `//` has an empty segment. A slash at the end
/// begins none, and an encoded one is no border.
extension Span<UInt8> {
    /// The segment that begins there; `nil` at the path's end. The next one begins behind the slash after it.
    /// - Parameter start: 1, or one more than the end of a segment.
    func pathSegment(from start: Int) -> Range<Int>? {
        guard start < count else { return nil }
        return start..<(firstIndex(of: UInt8(ascii: "/"), in: start..<count) ?? count)
    }

    /// The segment of that number, from 0.
    func pathSegment(number: Int) -> Range<Int>? {
        var start = 1
        for _ in 0..<number {
            guard let segment = pathSegment(from: start) else { return nil }
            start = segment.upperBound + 1
        }
        return pathSegment(from: start)
    }
}

extension Request {
    /// The path's segments from the left, still percent-encoded, as ranges of `head`: `/a//b/` has `a`, an empty one,
    /// `b`, and an empty one. `/` has one, which is empty. An encoded slash is no border.
    package var pathSegments: PathSegmentRanges { PathSegmentRanges(of: pathRange, in: head) }

    /// A segment, or any part of the path between two borders, as it is meant. The escapes were checked when the head
    /// was read, so this always has an answer for a range of the path; it is valid UTF-8 without NUL.
    package func decodedSegment(_ range: Range<Int>) -> [UInt8] {
        let head = head
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        PathEscapes.decode(head.span.extracting(range)) { decoded.append($0) }
        return decoded
    }

    /// Compares a segment, decoded on the way, without allocating.
    package func segment(_ range: Range<Int>, isEqualTo text: Span<UInt8>) -> Bool {
        let head = head
        var index = 0
        var isEqual = true
        PathEscapes.decode(head.span.extracting(range)) { byte in
            if index >= text.count || text[index] != byte { isEqual = false }
            index += 1
        }
        return isEqual && index == text.count
    }
}

/// Walks the segments of a path without allocating.
package struct PathSegmentRanges: Sequence, IteratorProtocol {
    private let head: [UInt8]
    private let end: Int
    private var start: Int

    init(of path: Range<Int>, in head: [UInt8]) {
        self.head = head
        start = path.lowerBound + 1
        end = path.upperBound
    }

    package mutating func next() -> Range<Int>? {
        guard start <= end else { return nil }
        let stop = head.span.firstIndex(of: UInt8(ascii: "/"), in: start..<end) ?? end
        defer { start = stop + 1 }
        return start..<stop
    }
}

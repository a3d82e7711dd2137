extension Request {
    /// A segment of the path as it is meant; a range of `head`. The escapes were checked when the head was read, so it
    /// is valid UTF-8 without NUL; in a request that was refused, what is no escape is left out.
    package func decodedSegment(_ range: Range<Int>) -> [UInt8] {
        let head = head
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        PathEscapes.decode(head.span.extracting(range)) { decoded.append($0) }
        return decoded
    }
}

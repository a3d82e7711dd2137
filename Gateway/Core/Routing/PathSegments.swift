/// A path cut at its slashes. An encoded slash is no border.
package struct PathSegments {
    /// What stands between slashes, from the left, as ranges of the path; `//` has an empty one. None for `/`.
    package private(set) var ranges: [Range<Int>] = []
    /// It ends with a slash; true for `/`.
    package private(set) var endWithSlash = false

    package init() {}

    /// Cuts a path that begins with a slash.
    package mutating func cut(_ path: Span<UInt8>) {
        ranges.removeAll(keepingCapacity: true)
        var start = 1
        for index in 1..<max(1, path.count) where path[index] == UInt8(ascii: "/") {
            ranges.append(start..<index)
            start = index + 1
        }
        endWithSlash = start >= path.count
        if !endWithSlash { ranges.append(start..<path.count) }
    }
}

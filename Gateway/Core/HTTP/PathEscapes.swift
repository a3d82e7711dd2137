import Kit

/// The percent-escapes of a path (RFC 3986 §2.1).
package enum PathEscapes {
    /// Every `%` has two hexadecimal digits, and what they stand for is text: UTF-8, and no NUL. Slashes are ASCII, so
    /// what is valid as a whole is valid segment by segment.
    static func check(_ path: Span<UInt8>) throws(ParseFailure) {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(path.count)
        var isWellFormed = true
        decode(path) {
            decoded.append($0)
        } refused: {
            isWellFormed = false
        }
        guard isWellFormed else { throw .pathEscapeMalformed }
        guard !decoded.contains(0), (try? UTF8Span(validating: decoded.span)) != nil else { throw .pathNotText }
    }

    /// The path as it is meant, cut at the same slashes: what is put in place of an encoded one is no border either,
    /// and like it stands in no route. In a request that was refused, what is no escape is left out.
    package static func withoutEscapes(_ path: Span<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = [UInt8(ascii: "/")]
        decoded.reserveCapacity(path.count)
        var start = 1
        while let segment = path.pathSegment(from: start) {
            decode(path.extracting(segment)) { decoded.append($0 == UInt8(ascii: "/") ? 0 : $0) }
            if segment.upperBound < path.count { decoded.append(UInt8(ascii: "/")) }
            start = segment.upperBound + 1
        }
        return decoded
    }

    /// - Parameter refused: called for each `%` that is no escape; it is left out.
    static func decode(_ path: Span<UInt8>, _ take: (UInt8) -> Void, refused: () -> Void = {}) {
        var index = 0
        while index < path.count {
            if let byte = path.escapedByte(at: index) {
                take(byte)
                index += 3
                continue
            }
            if path[index] == UInt8(ascii: "%") { refused() } else { take(path[index]) }
            index += 1
        }
    }
}

/// `METHOD target HTTP/1.1` (RFC 9112 §3): what it says, as ranges of the head.
struct RequestLine {
    var method = RequestMethod.get
    var methodRange = 0..<0
    var targetRange = 0..<0
    var pathRange = 0..<0
    var queryRange = 0..<0
    var hasQuery = false
    var pathNeedsDecoding = false
    var isAsteriskForm = false
    var isVersion10 = false
    /// An absolute target has its own authority, which stands in for `Host` (RFC 9112 §3.2.2).
    var hasAuthority = false
    /// Without the port.
    var hostRange = 0..<0

    /// Reads a line without control characters other than tabs.
    static func read(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(ParseFailure) -> RequestLine {
        var result = RequestLine()
        let target = try result.readMethod(bytes, line)
        guard let space = bytes.firstIndex(of: 0x20, in: target..<line.upperBound), space > target else {
            throw .requestLineMalformed
        }
        // The version is judged first: the rest of the line may follow other rules in other versions.
        try result.readVersion(bytes.extracting(space + 1..<line.upperBound))
        if result.method == .connect || result.method == .trace { throw .methodRefused }
        result.targetRange = target..<space
        try result.readTarget(bytes)
        return result
    }

    /// - Returns: where the target begins.
    private mutating func readMethod(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(ParseFailure) -> Int {
        var packed: UInt64 = 0
        var index = line.lowerBound
        while index < line.upperBound, TokenByte.contains(bytes[index]) {
            packed = packed &<< 8 | UInt64(bytes[index])
            index += 1
        }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == 0x20 else {
            throw .requestLineMalformed
        }
        methodRange = line.lowerBound..<index
        method = RequestMethod(length: methodRange.count, packed: packed)
        return index + 1
    }

    /// `HTTP/` digit `.` digit, and nothing after it (RFC 9112 §2.3).
    private mutating func readVersion(_ text: Span<UInt8>) throws(ParseFailure) {
        guard text.count == 8, text[0] == 0x48, text[1] == 0x54, text[2] == 0x54, text[3] == 0x50, text[4] == 0x2F,
            text[5].isDigit, text[6] == 0x2E, text[7].isDigit
        else {
            throw text.firstIndex(of: 0x20, in: text.indices) == nil ? .versionMalformed : .requestLineMalformed
        }
        guard text[5] == 0x31, text[7] <= 0x31 else { throw .versionUnsupported }
        isVersion10 = text[7] == 0x30
    }
}

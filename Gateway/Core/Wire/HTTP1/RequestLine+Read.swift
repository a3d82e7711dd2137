/// `METHOD target HTTP/1.1` (RFC 9112 §3).
extension RequestLine {
    /// Reads a line without control characters other than tabs.
    static func read(
        _ bytes: Span<UInt8>, _ line: Range<Int>
    ) throws(ParseFailure) -> (line: RequestLine, isVersion10: Bool) {
        var result = RequestLine()
        let target = try result.readMethod(bytes, line)
        guard let space = bytes.firstIndex(of: 0x20, in: target..<line.upperBound), space > target else {
            throw .requestLineMalformed
        }
        // The version is judged first: the rest of the line may follow other rules in other versions.
        let isVersion10 = try isVersion10(bytes.extracting(space + 1..<line.upperBound))
        if result.method == .connect || result.method == .trace { throw .methodRefused }
        if isVersion10 { result.version = .http10 }
        result.targetRange = target..<space
        try result.readTarget(bytes)
        return (result, isVersion10)
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
    private static func isVersion10(_ text: Span<UInt8>) throws(ParseFailure) -> Bool {
        guard text.count == 8, text[0] == 0x48, text[1] == 0x54, text[2] == 0x54, text[3] == 0x50, text[4] == 0x2F,
            text[5].isDigit, text[6] == 0x2E, text[7].isDigit
        else {
            throw text.firstIndex(of: 0x20, in: text.indices) == nil ? .versionMalformed : .requestLineMalformed
        }
        guard text[5] == 0x31, text[7] <= 0x31 else { throw .versionUnsupported }
        return text[7] == 0x30
    }
}

// MARK: The target

extension RequestLine {
    /// Origin, absolute or asterisk form (RFC 9112 §3.2); authority form belongs to CONNECT.
    private mutating func readTarget(_ bytes: Span<UInt8>) throws(ParseFailure) {
        let first = bytes[targetRange.lowerBound]
        if first == UInt8(ascii: "/") {
            try readPath(bytes, from: targetRange.lowerBound)
        } else if first == UInt8(ascii: "*"), targetRange.count == 1, method == .options {
            isAsteriskForm = true
            pathRange = targetRange
        } else {
            try readAbsolute(bytes)
        }
    }

    /// `http://host:port/path?query`. User information is refused (RFC 9110 §4.2.4): the `@` is no part of a host.
    private mutating func readAbsolute(_ bytes: Span<UInt8>) throws(ParseFailure) {
        let text = bytes.extracting(targetRange)
        let scheme = text.hasPrefix(lowercase: "http://") ? 7 : text.hasPrefix(lowercase: "https://") ? 8 : 0
        guard scheme > 0 else { throw .targetMalformed }
        let start = targetRange.lowerBound + scheme
        var end = start
        while end < targetRange.upperBound, !Self.endsAuthority(bytes[end]) { end += 1 }
        guard let host = Authority.host(bytes.extracting(start..<end)) else { throw .targetMalformed }
        hasAuthority = true
        hostRange = start + host.lowerBound..<start + host.upperBound
        try readPath(bytes, from: end)
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool { byte == 0x2F || byte == 0x3F || byte == 0x23 }

    /// An empty path stays empty here; `RequestHead` gives it its slash when the head is complete.
    private mutating func readPath(_ bytes: Span<UInt8>, from start: Int) throws(ParseFailure) {
        let allowed = ByteSet.path
        var index = start
        while index < targetRange.upperBound, allowed.contains(bytes[index]) {
            if bytes[index] == UInt8(ascii: "%") { pathNeedsDecoding = true }
            index &+= 1
        }
        pathRange = start..<index
        if index < targetRange.upperBound, bytes[index] == UInt8(ascii: "?") {
            hasQuery = true
            let end = bytes.end(of: .query, from: index + 1, to: targetRange.upperBound)
            queryRange = index + 1..<end
            index = end
        }
        guard index == targetRange.upperBound else {
            throw bytes[index] == UInt8(ascii: "#") ? .targetHasFragment : .targetMalformed
        }
        if pathNeedsDecoding { try PathEscapes.check(bytes.extracting(pathRange)) }
    }
}

extension Span<UInt8> {
    /// Whether it begins with lower-case ASCII text of the program's own, in any case.
    fileprivate func hasPrefix(lowercase text: String) -> Bool {
        let prefix = text.utf8.span
        guard count >= prefix.count else { return false }
        for index in prefix.indices {
            let byte = self[index]
            guard (byte &- 0x41 < 26 ? byte | 0x20 : byte) == prefix[index] else { return false }
        }
        return true
    }

    /// Where the characters of the set end.
    fileprivate func end(of set: ByteSet, from start: Int, to limit: Int) -> Int {
        var index = start
        while index < limit, set.contains(self[index]) { index &+= 1 }
        return index
    }
}

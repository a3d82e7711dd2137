/// `METHOD SP request-target SP HTTP-version` (RFC 9112 §3).
enum RequestLine {
    /// Reads the line into the request; ranges count from the head's first byte.
    static func read(_ bytes: Span<UInt8>, _ line: Range<Int>, into request: Request) throws(ParseFailure) {
        var index = line.lowerBound
        while index < line.upperBound, bytes[index].isTokenCharacter { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == 0x20 else {
            throw .requestLineMalformed
        }
        request.methodRange = line.lowerBound..<index
        let targetStart = index + 1
        index = targetStart
        while index < line.upperBound, bytes[index] > 0x20, bytes[index] < 0x7F { index += 1 }
        guard index < line.upperBound, bytes[index] == 0x20 else {
            throw index < line.upperBound ? .targetMalformed : .requestLineMalformed
        }
        try readVersion(bytes.extracting(index + 1..<line.upperBound), into: request)
        guard let method = RequestMethod(bytes.extracting(request.methodRange)) else { throw .methodUnknown }
        request.method = method
        try readTarget(bytes, targetStart..<index, into: request)
    }

    private static func readVersion(_ text: Span<UInt8>, into request: Request) throws(ParseFailure) {
        guard text.count == 8, text.extracting(0..<5).isEqual(toASCII: "HTTP/"), text[6] == UInt8(ascii: "."),
            text[5].isDigit, text[7].isDigit
        else { throw .versionMalformed }
        guard text[5] == UInt8(ascii: "1"), text[7] <= UInt8(ascii: "1") else { throw .versionUnsupported }
        request.isVersion10 = text[7] == UInt8(ascii: "0")
    }

    /// The forms of RFC 9112 §3.2 but authority-form, which only CONNECT has.
    private static func readTarget(
        _ bytes: Span<UInt8>, _ target: Range<Int>, into request: Request
    ) throws(ParseFailure) {
        guard !target.isEmpty else { throw .requestLineMalformed }
        if bytes[target.lowerBound] == UInt8(ascii: "/") { return try readPath(bytes, target, into: request) }
        if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*") {
            guard request.method == .options else { throw .targetMalformed }
            request.isAsteriskForm = true
            request.pathRange = target
            return
        }
        try readAbsolute(bytes, target, into: request)
    }

    /// Cuts off the query and looks at every byte.
    private static func readPath(
        _ bytes: Span<UInt8>, _ target: Range<Int>, into request: Request
    ) throws(ParseFailure) {
        var end = target.lowerBound
        while end < target.upperBound, bytes[end] != UInt8(ascii: "?") {
            if bytes[end] == UInt8(ascii: "%") {
                guard PercentEscape.isValid(bytes, at: end, before: target.upperBound) else { throw .targetMalformed }
                request.pathNeedsDecoding = true
            }
            // A fragment is never sent (RFC 9110 §7.1).
            guard bytes[end] != UInt8(ascii: "#") else { throw .targetMalformed }
            end += 1
        }
        request.pathRange = target.lowerBound..<end
        guard end < target.upperBound else { return }
        request.queryRange = end + 1..<target.upperBound
        for index in request.queryRange where bytes[index] == UInt8(ascii: "#") { throw .targetMalformed }
    }

    /// `http://host[:port]/path`: its authority stands in for Host (RFC 9112 §3.2.2).
    private static func readAbsolute(
        _ bytes: Span<UInt8>, _ target: Range<Int>, into request: Request
    ) throws(ParseFailure) {
        let text = bytes.extracting(target)
        let schemeLength: Int
        if text.count > 7, text.extracting(0..<7).isEqual(toLowercaseASCII: "http://") {
            schemeLength = 7
        } else if text.count > 8, text.extracting(0..<8).isEqual(toLowercaseASCII: "https://") {
            schemeLength = 8
        } else {
            throw .targetMalformed
        }
        let authority = target.lowerBound + schemeLength
        var end = authority
        while end < target.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        request.targetAuthority = authority..<end
        if end < target.upperBound, bytes[end] == UInt8(ascii: "/") {
            return try readPath(bytes, end..<target.upperBound, into: request)
        }
        try readPath(bytes, end..<target.upperBound, into: request)
        // An empty path means "/" (RFC 9110 §4.2.3); the slash before the authority is one.
        request.pathRange = authority - 1..<authority
    }
}

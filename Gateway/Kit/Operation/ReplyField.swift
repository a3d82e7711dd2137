/// A field that an operation may add to its answer. All others are the gateway's.
public struct ReplyField: Sendable, Hashable {
    /// As HTTP/1.1 has it; HTTP/2 sends it in lower case.
    package let name: String
    /// Printable ASCII, so that nothing in it can end the line (RFC 9110 §5.5).
    package let value: String

    /// `Location`: where what was made is, or where the answer is (RFC 9110 §10.2.2).
    public static func location(_ location: Location) -> ReplyField {
        ReplyField(name: "Location", value: location.text)
    }

    /// `Set-Cookie`; may be added more than once (RFC 6265 §4.1).
    public static func setCookie(_ cookie: Cookie) -> ReplyField {
        ReplyField(name: "Set-Cookie", value: cookie.text)
    }

    /// `Retry-After`: when to ask again (RFC 9110 §10.2.3). Traps on a negative number.
    public static func retryAfter(seconds: Int) -> ReplyField {
        precondition(seconds >= 0, "a pause is not negative")
        return ReplyField(name: "Retry-After", value: String(seconds))
    }
}

extension ReplyField {
    /// `Content-Disposition`: the answer is to be saved, under that name (RFC 6266 §4).
    /// - Parameter name: any text; of a path, only what follows the last slash is meant.
    public static func attachment(named name: String) -> ReplyField {
        let name = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? "file"
        let isPlain = { (byte: UInt8) in (0x20...0x7E).contains(byte) && byte != 0x22 && byte != 0x25 }
        let ascii = String(
            decoding: name.unicodeScalars.map { $0.isASCII && isPlain(UInt8($0.value)) ? UInt8($0.value) : 0x5F },
            as: UTF8.self)
        var value = "attachment; filename=\"\(ascii)\""
        if ascii != name {
            var encoded: [UInt8] = []
            encoded.append(percentEncoding: name)
            value += "; filename*=UTF-8''" + String(decoding: encoded, as: UTF8.self)
        }
        return ReplyField(name: "Content-Disposition", value: value)
    }
}

/// A URI reference for `Location` (RFC 3986 §4.1). A relative one counts from the request's own path.
public struct Location: Sendable, Hashable {
    /// ASCII, with escapes where they have to be.
    public let text: String

    /// - Returns: `nil` when it has a byte that no URI has, or a `%` without two hexadecimal digits.
    public init?(_ text: String) {
        let bytes = text.utf8.span
        for index in bytes.indices {
            guard Self.isAllowed(bytes[index]) || bytes.escapedByte(at: index) != nil else { return nil }
        }
        self.text = text
    }

    /// A relative path: `Location(path: "notes", "4")` in the answer to `POST /v1/notes` is `/v1/notes/4`.
    ///
    /// Any text may be a segment, for it is percent-encoded; `.` and `..`, which mean no segment of a path, are left
    /// out.
    public init(path segments: String...) {
        var text: [UInt8] = []
        for segment in segments where segment != "." && segment != ".." {
            if !text.isEmpty { text.append(UInt8(ascii: "/")) }
            text.append(percentEncoding: segment)
        }
        self.text = String(decoding: text, as: UTF8.self)
    }

    /// Unreserved and reserved characters (RFC 3986 §2.2, §2.3).
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte.isUnreserved || ":/?#[]@!$&'()*+,;=".utf8.contains(byte)
    }
}

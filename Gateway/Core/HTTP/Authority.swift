/// `host [":" port]`: the value of `Host`, and the authority of an absolute target (RFC 9110 §7.2, RFC 3986 §3.2).
enum Authority {
    /// Where the host is, without the port; `nil` when the text is none.
    ///
    /// Stricter than `reg-name`: no DNS name has sub-delimiters or percent-escapes, and a comma may be two `Host`
    /// fields that somebody joined. An empty host is refused (RFC 9110 §4.2.1).
    static func host(_ text: Span<UInt8>) -> Range<Int>? {
        let end = text.count > 0 && text[0] == UInt8(ascii: "[") ? literalEnd(text) : nameEnd(text)
        guard end > 0, end == text.count || isPort(text.extracting(end..<text.count)) else { return nil }
        return 0..<end
    }

    private static func nameEnd(_ text: Span<UInt8>) -> Int {
        let allowed = ByteSet.unreserved
        var index = 0
        while index < text.count, allowed.contains(text[index]) { index &+= 1 }
        return index
    }

    /// After the bracket that closes an IPv6 address; 0 when there is none. Which address it is does not matter here.
    private static func literalEnd(_ text: Span<UInt8>) -> Int {
        let allowed = ByteSet.addressLiteral
        var index = 1
        while index < text.count, allowed.contains(text[index]) { index &+= 1 }
        return index > 2 && index < text.count && text[index] == UInt8(ascii: "]") ? index + 1 : 0
    }

    /// A colon, then up to 65535; nothing after the colon is allowed too (RFC 3986 §3.2.3).
    private static func isPort(_ text: Span<UInt8>) -> Bool {
        guard text[0] == UInt8(ascii: ":"), text.count <= 6 else { return false }
        var port = 0
        for index in 1..<text.count {
            guard text[index].isDigit else { return false }
            port = port * 10 + Int(text[index] &- 0x30)
        }
        return port <= 65_535
    }
}

/// `host [":" port]`: the value of `Host`, and the authority of an absolute target (RFC 9110 §7.2, RFC 3986 §3.2).
enum Authority {
    /// Where the host is, without the port; `nil` when the text is none.
    ///
    /// A name is what RFC 3986 §3.2.2 allows, escapes included, and is never decoded: none of the names that a route
    /// may have can be written with them. A comma is allowed in it, so two `Host` fields that somebody joined without a
    /// blank pass as one odd name, which is no route's; joined as usual, with a blank (RFC 9110 §5.3), they are
    /// refused. An empty host is refused (RFC 9110 §4.2.1).
    static func host(_ text: Span<UInt8>) -> Range<Int>? {
        let end = text.count > 0 && text[0] == UInt8(ascii: "[") ? literalEnd(text) : nameEnd(text)
        guard end > 0, end == text.count || isPort(text.extracting(end..<text.count)) else { return nil }
        return 0..<end
    }

    /// After the last byte of a name; 0 when an escape in it is none.
    private static func nameEnd(_ text: Span<UInt8>) -> Int {
        let allowed = ByteSet.registeredName
        var index = 0
        while index < text.count {
            if allowed.contains(text[index]) {
                index &+= 1
            } else if text[index] == UInt8(ascii: "%") {
                guard index + 2 < text.count, text[index + 1].hexadecimalValue != nil,
                    text[index + 2].hexadecimalValue != nil
                else { return 0 }
                index += 3
            } else {
                break
            }
        }
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

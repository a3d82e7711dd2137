/// Base64 with the standard alphabet and its padding (RFC 4648 §4).
package enum Base64 {
    private static let padding = UInt8(ascii: "=")

    /// The bytes of a text; `nil` when it is not the one text for any.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var end = text.count
        while end > 0, text.count - end < 2, text[end - 1] == padding { end -= 1 }
        return Base64Alphabet.standard.decode(text.extracting(..<end))
    }
}

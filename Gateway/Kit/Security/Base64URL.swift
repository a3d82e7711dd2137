/// Base64 with the URL-safe alphabet and without padding (RFC 4648 §5), as JOSE uses it (RFC 7515 §2).
public enum Base64URL {
    /// The text for some bytes.
    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        encode(bytes, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The text for some bytes.
    public static func encode(_ bytes: [UInt8]) -> String { encode(bytes.span) }

    /// Appends the text for some bytes; it is ASCII.
    public static func encode(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
        Base64Alphabet.url.encode(bytes, into: &text)
    }

    /// The bytes of a text.
    /// - Returns: `nil` when it is not the one text for any bytes: it has another character, padding, white space, a
    ///   length that no bytes give, or unused bits that are not zero (RFC 4648 §3.5).
    public static func decode(_ text: Span<UInt8>) -> [UInt8]? { Base64Alphabet.url.decode(text) }

    /// The bytes of a text, or `nil` as above.
    public static func decode(_ text: String) -> [UInt8]? { decode(text.utf8.span) }
}

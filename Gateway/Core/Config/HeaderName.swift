package import Kit

/// The name of a header field, or of a cookie: a token (RFC 9110 §5.6.2) of at most 128 bytes.
package struct HeaderName: Sendable, Hashable, CustomStringConvertible {
    /// In lower case, for comparing with the parser's names.
    package let bytes: [UInt8]

    /// - Throws: the rule that the text breaks.
    package init(_ text: String) throws(BrokenRule) {
        guard Self.isToken(text) else {
            throw BrokenRule("\(ConfigText.quoted(text)) is not the name of a header field")
        }
        bytes = Array(text.lowercased().utf8)
    }

    /// `Authorization`, whose value begins with a scheme.
    static let authorization = HeaderName(unchecked: "authorization")

    private init(unchecked lowercase: String) { bytes = Array(lowercase.utf8) }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// 1 to 128 characters of `tchar`.
    static func isToken(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { ConfigText.isWordByte($0) || "!#$%&'*+.^`|~".utf8.contains($0) }
    }
}

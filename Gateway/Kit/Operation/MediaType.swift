/// What bytes are: `image/png`, `text/csv; charset=utf-8` (RFC 9110 §8.3.1).
public struct MediaType: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The field value of `Content-Type`.
    public let text: String

    /// - Returns: `nil` unless it is a type, a slash and a subtype, perhaps with parameters.
    public init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let names = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy(Self.isToken) else { return nil }
        guard parts.dropFirst().allSatisfy(Self.isParameter) else { return nil }
        self.text = text
    }

    /// Traps on what is no media type: a literal is written by a programmer.
    public init(stringLiteral text: StaticString) {
        guard let type = MediaType("\(text)") else { preconditionFailure("\(text) is no media type") }
        self = type
    }

    /// Bytes of any kind.
    public static let octets: MediaType = "application/octet-stream"

    private static func isToken(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy(\.isTokenByte) }

    /// ` name=token` or ` name="text"`, without escapes in the latter.
    private static func isParameter(_ text: Substring) -> Bool {
        let pair = text.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, isToken(pair[0]) else { return false }
        if isToken(pair[1]) { return true }
        guard pair[1].utf8.count >= 2, pair[1].hasPrefix("\""), pair[1].hasSuffix("\"") else { return false }
        return pair[1].dropFirst().dropLast().utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }
}

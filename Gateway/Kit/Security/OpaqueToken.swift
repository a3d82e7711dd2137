import System

/// A secret that means nothing by itself: 256 random bits as 43 characters of base64url (RFC 4648 §5).
///
/// Whoever issues it stores its digest with what it stands for, and hands the text out once. It shows itself nowhere:
/// printed or dumped it is not there.
public struct OpaqueToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Of the text of every token.
    public static let textByteCount = 43
    private static let byteCount = 32

    private let text: String

    private init(_ text: String) { self.text = text }

    /// A new one.
    public static func random() -> OpaqueToken { OpaqueToken(Base64URL.encode(Random.bytes(byteCount))) }

    /// The token itself, for the one answer that carries it.
    public func reveal() -> String { text }

    /// What is stored: a token has too many bits to be found from it.
    public var digest: TokenDigest { TokenDigest(of: text) }

    /// Not the token.
    public var description: String { "(token)" }
    /// Not the token.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

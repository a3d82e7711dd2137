package import Kit

/// The secret by which an app is known. Shown once, when it is made; the store has its digest alone.
package struct AppToken: Sendable {
    private let text: String

    /// A new one of 256 random bits: `gw_` and 43 characters of base64url (RFC 4648 §5).
    package static func random() -> AppToken {
        AppToken(unchecked: "gw_" + OpaqueToken.random().reveal())
    }

    /// One that was agreed elsewhere.
    /// - Returns: `nil` unless it is 8 to 256 printable ASCII characters without spaces.
    package init?(given text: String) {
        guard (8...256).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) { self.text = text }

    /// The token for the one time that it is shown.
    package func reveal() -> String { text }

    /// What the store keeps: tokens have too many bits to be found from it.
    package var digest: TokenDigest { TokenDigest(of: Array(text.utf8).span) }
}

/// An app's name: 1 to 64 letters, digits, `.`, `_` and `-` of ASCII.
package struct AppName: Sendable, Hashable, CustomStringConvertible {
    /// The name itself.
    package let description: String

    /// - Returns: `nil` for anything else.
    package init?(_ text: String) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        description = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x2D: true
        default: false
        }
    }
}

/// An app's name: 1 to 64 letters, digits, `.`, `_` and `-` of ASCII.
package struct AppName: Sendable, Hashable, CustomStringConvertible {
    /// The name itself.
    package let description: String

    /// - Returns: `nil` for anything else.
    package init?(_ text: String) {
        let isAllowed = text.utf8.allSatisfy { ConfigText.isWordByte($0) || $0 == UInt8(ascii: ".") }
        guard (1...64).contains(text.utf8.count), isAllowed else { return nil }
        description = text
    }
}

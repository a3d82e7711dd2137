package import Kit

/// A name that the config file gives to an API or an envelope: 1 to 64 letters, digits, `-` and `_`.
package struct ConfigName: Sendable, Hashable, CustomStringConvertible {
    /// The name itself.
    package let text: String

    /// The envelope that is there without being declared.
    package static let plain = ConfigName(unchecked: "plain")

    /// - Throws: the rule that the text breaks.
    package init(_ text: String) throws(BrokenRule) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(ConfigText.isWordByte) else {
            throw BrokenRule("\(ConfigText.quoted(text)) is not a name: 1 to 64 letters, digits, \"-\" and \"_\"")
        }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    package var description: String { text }
}

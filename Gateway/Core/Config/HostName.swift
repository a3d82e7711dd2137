package import Kit
import System

/// The host that a route is for: a name or address as in `Host`, without a port, compared without case.
package struct HostName: Sendable, Hashable, CustomStringConvertible {
    /// In lower case; an IPv6 address has its brackets.
    package let text: String

    /// - Throws: the rule that the text breaks.
    package init(_ text: String) throws(BrokenRule) {
        let shown = ConfigText.quoted(text)
        if text.hasPrefix("["), let address = SocketAddress(text + ":0"), address.isIPv6 {
            self.text = text.lowercased()
            return
        }
        guard !text.contains(":") else { throw BrokenRule("\(shown) is not a host: it is written without a port") }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName = text.utf8.count <= 253 && labels.allSatisfy { (1...63).contains($0.utf8.count) }
        guard isName, text.utf8.allSatisfy({ ConfigText.isWordByte($0) || $0 == UInt8(ascii: ".") }) else {
            throw BrokenRule("\(shown) is not a host: letters, digits, \"-\", \"_\" and dots, such as api.example.com")
        }
        self.text = text.lowercased()
    }

    package var description: String { text }
}

package import Kit

/// An IP address and a TCP port: `127.0.0.1:8080`, `[::1]:8443`.
package struct ListenerAddress: Sendable, Hashable, CustomStringConvertible {
    package let address: IPAddress
    /// 0 lets the system choose a free one.
    package let port: UInt16
    /// As written.
    package let description: String

    /// - Throws: the rule that the text breaks.
    package init(_ text: String) throws(BrokenRule) {
        let shown = ConfigText.quoted(text)
        guard let colon = text.lastIndex(of: ":"), let address = Self.address(text[..<colon]) else {
            throw BrokenRule("\(shown) is not an address; write it as 127.0.0.1:8080 or [::1]:8080")
        }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw BrokenRule("\(shown) has no port from 0 to 65535 at its end")
        }
        self.address = address
        self.port = port
        description = text
    }

    private static func address(_ text: Substring) -> IPAddress? {
        guard text.hasPrefix("["), text.hasSuffix("]") else {
            return IPAddress(text).flatMap { $0.isV6 ? nil : $0 }
        }
        return IPAddress(text.dropFirst().dropLast()).flatMap { $0.isV6 ? $0 : nil }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.address == right.address && left.port == right.port
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(address)
        hasher.combine(port)
    }
}

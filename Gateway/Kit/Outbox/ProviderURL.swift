/// Where a provider is reached: `https://host:port/path?query`, or the same with `http`.
///
/// No user name, no fragment; the host is a DNS name in ASCII, an IPv4 address, or an IPv6 address in brackets.
package struct ProviderURL: Sendable, Equatable, CustomStringConvertible, Decodable {
    /// Over TLS.
    package let isTLS: Bool
    /// In lower case, without brackets.
    package let host: String
    package let port: UInt16
    /// The request target: path and query, at least `/`.
    package let target: String

    /// An IPv6 address.
    private var isIPv6: Bool { host.utf8.contains(UInt8(ascii: ":")) }

    /// `host` or `host:port`, for the Host field (RFC 9110 §7.2).
    package var authority: String {
        let name = isIPv6 ? "[\(host)]" : host
        return port == (isTLS ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// On this machine for certain; a name that is looked up is not.
    package var isLoopback: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }

    /// For logs: without path and query, in which there may be secrets.
    package var origin: String { "\(isTLS ? "https" : "http")://\(authority)" }

    package var description: String { origin + target }

    /// `nil` when it is no such URL, or longer than 2,048 bytes.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        let rest: Substring
        if text.hasPrefix("https://") {
            isTLS = true
            rest = text.dropFirst(8)
        } else if text.hasPrefix("http://") {
            isTLS = false
            rest = text.dropFirst(7)
        } else {
            return nil
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let target = rest[end...]
        self.target = target.hasPrefix("/") ? String(target) : "/\(target)"
        guard let (host, port) = Self.split(rest[..<end]) else { return nil }
        self.host = host.lowercased()
        self.port = port ?? (isTLS ? 443 : 80)
    }

    /// Reads it from settings.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        if let decoder = decoder as? CollectingDecoder, decoder.node == nil {
            self.init(placeholder: ())
            return
        }
        guard let url = Self(text) else {
            throw BrokenRule("must be a URL like \"https://host:port/path\", without a user, a fragment or spaces")
        }
        self = url
    }

    private init(placeholder: Void) {
        isTLS = false
        host = "localhost"
        port = 80
        target = "/"
    }

    /// RFC 3986 §2: what may stand in a URL, but for `#` and `@`.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        guard byte > 0x20 && byte < 0x7F else { return false }
        return !"#@\"<>\\^`{|}".utf8.contains(byte)
    }

    private static func split(_ authority: Substring) -> (host: String, port: UInt16?)? {
        var host = authority
        var port: UInt16?
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            let digits = authority[authority.index(after: colon)...]
            guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isDigit),
                let number = UInt16(digits), number > 0
            else { return nil }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("[") {
            guard host.hasSuffix("]") else { return nil }
            host = host.dropFirst().dropLast()
            return isIPv6(host) ? (String(host), port) : nil
        }
        return isName(host) ? (String(host), port) : nil
    }

    private static func isIPv6(_ text: Substring) -> Bool {
        text.utf8.count <= 45 && text.utf8.contains(UInt8(ascii: ":"))
            && text.utf8.allSatisfy { $0.hexadecimalValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }

    /// RFC 1123 §2.1, and underscores, which are met in private names.
    private static func isName(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.first != 0x2D && label.utf8.last != 0x2D
                && label.utf8.allSatisfy { $0.isLabelByte || $0 == UInt8(ascii: "_") }
        }
    }
}

package import Kit
package import System

/// An IP address and a TCP port: `127.0.0.1:8080`, `[::1]:8443`. Port 0 lets the kernel choose a free one.
package struct ListenerAddress: Sendable, Hashable, CustomStringConvertible {
    /// As sockets take it.
    package let socket: SocketAddress

    /// - Throws: the rule that the text breaks.
    package init(_ text: String) throws(BrokenRule) {
        let shown = ConfigText.quoted(text)
        let isPlain = text.utf8.allSatisfy { ConfigText.isWordByte($0) || ".:[]".utf8.contains($0) }
        guard isPlain, let colon = text.lastIndex(of: ":"), SocketAddress(text[..<colon] + ":0") != nil else {
            throw BrokenRule("\(shown) is not an address; write it as 127.0.0.1:8080 or [::1]:8080")
        }
        guard let socket = SocketAddress(text) else {
            throw BrokenRule("\(shown) has no port from 0 to 65535 at its end")
        }
        guard !socket.isMappedIPv4 else {
            let host = socket.host.split(separator: ":").last ?? ""
            throw BrokenRule("\(shown) is an IPv4 address in IPv6 form; write it as \(host):\(socket.port)")
        }
        self.socket = socket
    }

    /// In one spelling.
    package var description: String { socket.description }
}

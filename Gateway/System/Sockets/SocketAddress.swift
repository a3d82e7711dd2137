internal import CLinux

/// An IP address and a TCP port.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// The numeric address, without brackets, in one spelling.
    package let host: String
    /// 0 to 65535; 0 asks the kernel for a free one when listening.
    package let port: UInt16
    /// Whether the address is IPv6.
    package let isIPv6: Bool
    /// What one customer has as a rule: the whole IPv4 address, or the first 64 bits of an IPv6 address. An IPv4
    /// address in IPv6 form (RFC 4291 §2.5.5.2) is the IPv4 address.
    package let network: UInt64

    /// Reads `127.0.0.1:8080` or `[::1]:8443`. `nil` when the text is not a numeric address with a port.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        let hasBrackets = host.hasPrefix("[") && host.hasSuffix("]")
        if hasBrackets { host = String(host.dropFirst().dropLast()) }
        var bytes = in6_addr()
        guard unsafe inet_pton(hasBrackets ? AF_INET6 : AF_INET, host, &bytes) == 1 else { return nil }
        self.host = hasBrackets ? Self.text(v6: bytes) : host
        self.port = port
        isIPv6 = hasBrackets
        network = hasBrackets ? Self.network(v6: bytes) : Self.network(v4: bytes)
    }

    /// One spelling for each address (RFC 5952).
    private static func text(v6 address: in6_addr) -> String {
        var address = address
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = unsafe inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        return string(text)
    }

    private init(host: String, port: UInt16, isIPv6: Bool, network: UInt64) {
        self.host = host
        self.port = port
        self.isIPv6 = isIPv6
        self.network = network
    }

    /// - Parameter address: begins with the four bytes of an IPv4 address.
    private static func network<Native>(v4 address: Native) -> UInt64 {
        unsafe withUnsafeBytes(of: address) { bytes in
            unsafe UInt64(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
        }
    }

    private static func network(v6 address: in6_addr) -> UInt64 {
        let (high, low) = unsafe withUnsafeBytes(of: address) { bytes in
            unsafe (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        return high == 0 && low >> 32 == 0xFFFF ? low & 0xFFFF_FFFF : high
    }

    /// As `init(_:)` reads it.
    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Nobody's: `0.0.0.0:0`.
    package static let unspecified = SocketAddress(host: "0.0.0.0", port: 0, isIPv6: false, network: 0)

    /// Reachable from this machine alone (127.0.0.0/8 or ::1).
    package var isLoopback: Bool { isIPv6 ? host == "::1" : host.hasPrefix("127.") }

    /// Every address of this machine of its family (0.0.0.0 or ::).
    package var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

    /// An IPv4 address in IPv6 form (RFC 4291 §2.5.5.2); sockets that are for IPv6 alone do not take it.
    package var isMappedIPv4: Bool { isIPv6 && host.hasPrefix("::ffff:") && host.contains(".") }

    /// Nobody can listen on both at a time: the kernel refuses the second.
    package func clashes(with other: SocketAddress) -> Bool {
        isIPv6 == other.isIPv6 && port == other.port && port != 0
            && (host == other.host || isWildcard || other.isWildcard)
    }

    /// Hands the kernel's form of the address to `body`.
    func withNative<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        if isIPv6 {
            var native = sockaddr_in6()
            native.sin6_family = sa_family_t(AF_INET6)
            native.sin6_port = port.bigEndian
            _ = unsafe inet_pton(AF_INET6, host, &native.sin6_addr)
            return unsafe withUnsafePointer(to: &native) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        var native = sockaddr_in()
        native.sin_family = sa_family_t(AF_INET)
        native.sin_port = port.bigEndian
        _ = unsafe inet_pton(AF_INET, host, &native.sin_addr)
        return unsafe withUnsafePointer(to: &native) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Reads the kernel's form; an address of another family shows as `0.0.0.0`.
    init(native storage: sockaddr_storage) {
        var storage = storage
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if Int32(storage.ss_family) == AF_INET6 {
            var native = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in6.self) }
            _ = unsafe inet_ntop(AF_INET6, &native.sin6_addr, &text, socklen_t(text.count))
            self.init(
                host: Self.string(text), port: UInt16(bigEndian: native.sin6_port), isIPv6: true,
                network: Self.network(v6: native.sin6_addr))
        } else {
            var native = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in.self) }
            _ = unsafe inet_ntop(AF_INET, &native.sin_addr, &text, socklen_t(text.count))
            self.init(
                host: Self.string(text), port: UInt16(bigEndian: native.sin_port), isIPv6: false,
                network: Self.network(v4: native.sin_addr))
        }
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

internal import CLinux

/// Turns a host's name into addresses, as the machine is set up to do it: /etc/hosts, DNS.
package enum HostLookup {
    /// Why there are no addresses.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// The resolver's words.
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Waits for the network, up to some 30 seconds: never to be called on a loop.
    /// - Returns: at least one address, in the resolver's order.
    package static func addresses(of host: String, port: UInt16) throws(Failure) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = clinux_stream()
        unsafe hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { throw Failure(description: unsafe String(cString: gai_strerror(status))) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next?.pointee, addresses.count < 16 {
            if let address = unsafe address(entry, port) { addresses.append(address) }
            unsafe next = entry.ai_next
        }
        guard !addresses.isEmpty else { throw Failure(description: "it has no address") }
        return addresses
    }

    private static func address(_ entry: addrinfo, _ port: UInt16) -> SocketAddress? {
        var storage = sockaddr_storage()
        let size = unsafe Int(entry.ai_addrlen)
        guard let source = unsafe entry.ai_addr, size <= MemoryLayout<sockaddr_storage>.size else { return nil }
        unsafe withUnsafeMutableBytes(of: &storage) { room in
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(start: source, count: size))
        }
        guard [AF_INET, AF_INET6].contains(Int32(storage.ss_family)) else { return nil }
        let found = SocketAddress(native: storage)
        return SocketAddress(found.isIPv6 ? "[\(found.host)]:\(port)" : "\(found.host):\(port)")
    }
}

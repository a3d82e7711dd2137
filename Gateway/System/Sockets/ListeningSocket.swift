internal import CLinux

extension SystemError {
    /// Of an attempt to listen: words that follow the address.
    package var whyNobodyListens: String {
        isAddressInUse
            ? "is taken by another process; stop it, or change the listener's address"
            : "cannot be listened on: \(reason)"
    }
}

/// A TCP port of our own. Event loops share one, by `Epoll.Interest.exclusive`: the next connection goes to a loop that
/// is idle. Or each has one of its own on the same address (SO_REUSEPORT): the kernel spreads connections over them by
/// their addresses. Any thread may accept.
package final class ListeningSocket: Sendable {
    /// How many connections may wait to be accepted; the kernel may be set to fewer.
    package static let backlog: Int32 = 1024

    private let descriptor: Descriptor
    /// Where it listens; with the real port when 0 was asked for.
    package let address: SocketAddress

    /// Who else may listen on an address.
    package enum Company {
        /// Nobody may have it, or come to have it.
        case none
        /// Nobody may have it yet; from now on other sockets of this user may join, another gateway's too.
        case mayJoin
        /// The address is this process's own already, and the new socket shares it.
        case joins
    }

    /// - Throws: the kernel's refusal, e.g. that the address is in use.
    package init(on address: SocketAddress, company: Company = .none) throws(SystemError) {
        let descriptor = try Self.bound(to: address, company)
        let number = descriptor.number
        // Before `bind` it would let the new socket join those of another gateway.
        if company == .mayJoin { try Self.enable(SOL_SOCKET, SO_REUSEPORT, on: number) }
        guard listen(number, Self.backlog) == 0 else { throw SystemError.last("listen on \(address)") }
        self.descriptor = descriptor
        self.address = Self.boundAddress(number)
    }

    /// Takes the address and lets it go again, without listening: nobody is let in, and no other socket is disturbed.
    /// - Throws: the kernel's refusal, as `init` would.
    package static func tryOut(_ address: SocketAddress) throws(SystemError) { _ = try bound(to: address, .none) }

    private static func bound(to address: SocketAddress, _ company: Company) throws(SystemError) -> Descriptor {
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        let number = socket(family, clinux_stream_nonblocking(), 0)
        guard number >= 0 else { throw SystemError.last("socket for \(address)") }
        let descriptor = Descriptor(owning: number)
        try enable(SOL_SOCKET, SO_REUSEADDR, on: number)
        if company == .joins { try enable(SOL_SOCKET, SO_REUSEPORT, on: number) }
        if address.isIPv6 { try enable(Int32(IPPROTO_IPV6), clinux_ipv6_only(), on: number) }
        guard unsafe address.withNative({ unsafe bind(number, $0, $1) }) == 0 else {
            throw SystemError.last("bind \(address)")
        }
        return descriptor
    }

    /// For epoll.
    package var number: Int32 { descriptor.number }

    /// Lets nobody in from now on, however long the socket itself is kept, and whoever shares it.
    package func endListening() { _ = shutdown(descriptor.number, Int32(SHUT_RDWR)) }

    /// What became of one attempt to accept.
    package enum Accepted {
        case connection(Socket, from: SocketAddress)
        /// Nobody is waiting.
        case wouldBlock
        /// That one is gone already; the next may be well.
        case aborted
        /// `endListening` was called.
        case ended
        /// No descriptor or memory is left for it (EMFILE, ENFILE, ENOBUFS, ENOMEM).
        case exhausted
    }

    /// Takes the next connection, non-blocking and without Nagle's delay.
    package func acceptNext() -> Accepted {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let number = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe clinux_accept(descriptor.number, $0, &length)
            }
        }
        guard number >= 0 else {
            switch clinux_errno() {
            case EAGAIN: return .wouldBlock
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            case EINVAL: return .ended
            default: return .aborted
            }
        }
        let socket = Socket(Descriptor(owning: number))
        try? Self.enable(Int32(IPPROTO_TCP), TCP_NODELAY, on: number)
        return .connection(socket, from: SocketAddress(native: storage))
    }

    private static func enable(_ level: Int32, _ option: Int32, on number: Int32) throws(SystemError) {
        var one: Int32 = 1
        let status = unsafe setsockopt(number, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
        guard status == 0 else { throw SystemError.last("setsockopt \(option)") }
    }

    private static func boundAddress(_ number: Int32) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(number, $0, &length)
            }
        }
        return SocketAddress(native: storage)
    }
}

internal import CLinux

extension Socket {
    /// Begins to connect, without Nagle's delay. When the socket is writable, `connectFailure` says what came of it.
    /// - Throws: what the kernel knows at once, e.g. that there is no route.
    package static func connecting(to address: SocketAddress) throws(SystemError) -> Socket {
        let number = socket(address.isIPv6 ? AF_INET6 : AF_INET, clinux_stream_nonblocking(), 0)
        guard number >= 0 else { throw SystemError.last("socket for \(address)") }
        let made = Socket(Descriptor(owning: number))
        var one: Int32 = 1
        _ = unsafe setsockopt(
            number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let status = unsafe address.withNative { unsafe connect(number, $0, $1) }
        guard status == 0 || clinux_errno() == EINPROGRESS else { throw SystemError.last("connect to \(address)") }
        return made
    }

    /// Why the attempt to connect failed; `nil` when it succeeded.
    package var connectFailure: SystemError? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let status = unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length)
        if status != 0 { return SystemError.last("connect") }
        return code == 0 ? nil : SystemError("connect", number: code)
    }
}

internal import CLinux

/// The kernel's random numbers, for what needs few of them: keys and tokens.
package enum KernelRandom {
    /// So many bytes that nobody can guess (getrandom(2)). Waits only in the first seconds after the machine started.
    package static func bytes(count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let moved = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe getrandom(buffer.baseAddress.map { unsafe $0 + filled }, count - filled, 0)
            }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved > 0 else { throw SystemError.last("getrandom") }
            filled += moved
        }
        return bytes
    }
}

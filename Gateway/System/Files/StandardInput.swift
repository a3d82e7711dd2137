internal import CLinux

/// The process's standard input, for secrets that must not stand on a command line.
package enum StandardInput {
    /// Reads up to its end; waits for it.
    /// - Throws: the kernel's refusal; EFBIG beyond the limit.
    package static func read(limitBytes: Int) throws(SystemError) -> [UInt8] {
        let action = "read standard input"
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let moved = unsafe chunk.withUnsafeMutableBytes { unsafe CLinux.read(0, $0.baseAddress, $0.count) }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved >= 0 else { throw SystemError.last(action) }
            if moved == 0 { return bytes }
            bytes += chunk[..<moved]
            guard bytes.count <= limitBytes else { throw SystemError(action, number: EFBIG) }
        }
    }
}

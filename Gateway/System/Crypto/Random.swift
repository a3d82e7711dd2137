internal import COpenSSL

/// Random bytes that nobody can foretell.
package enum Random {
    /// - Parameter count: 0 or more.
    /// - Returns: bytes from OpenSSL's generator, seeded by the kernel; safe for keys. Any thread.
    package static func bytes(_ count: Int) -> [UInt8] {
        let isReady = OpenSSL.isReady
        var bytes = [UInt8](repeating: 0, count: count)
        let status = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            unsafe RAND_bytes(bytes.baseAddress, Int32(bytes.count))
        }
        // Without random numbers no key, token or password hash is worth anything: there is no way to go on.
        precondition(isReady && status == 1, "the source of random numbers fails")
        return bytes
    }
}

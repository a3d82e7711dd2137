internal import COpenSSL

/// SHA-512 (FIPS 180-4).
package enum SHA512 {
    /// - Returns: the 64 bytes of the digest. Any thread.
    package static func digest(_ message: Span<UInt8>) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA512_DIGEST_LENGTH))
        unsafe message.withUnsafeBytes { message in
            _ = unsafe COpenSSL.SHA512(message.baseAddress, message.count, &digest)
        }
        return digest
    }
}

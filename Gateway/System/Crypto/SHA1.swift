internal import COpenSSL

/// SHA-1 (FIPS 180-4), through OpenSSL: for protocols that want it, never for security. Any thread.
package enum SHA1 {
    /// The 20 bytes of the digest.
    package static func digest(_ bytes: Span<UInt8>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 20) { output, count in
            unsafe bytes.withUnsafeBytes { unsafe openssl_sha1($0.baseAddress, $0.count, output.baseAddress) }
            count = 20
        }
    }
}

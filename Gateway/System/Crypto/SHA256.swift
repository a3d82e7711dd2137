internal import COpenSSL

/// SHA-256 (FIPS 180-4), through OpenSSL. Any thread.
package enum SHA256 {
    /// The 32 bytes of the digest.
    package static func digest(_ bytes: Span<UInt8>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { output, count in
            unsafe write(bytes, to: output.baseAddress)
            count = 32
        }
    }

    /// The digest as four big-endian words: a key for a dictionary, made without an allocation.
    package static func words(_ bytes: Span<UInt8>) -> (UInt64, UInt64, UInt64, UInt64) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { output in
            unsafe write(bytes, to: output.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        return (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    }

    private static func write(_ bytes: Span<UInt8>, to output: UnsafeMutablePointer<UInt8>?) {
        unsafe bytes.withUnsafeBytes { unsafe openssl_sha256($0.baseAddress, $0.count, output) }
    }
}

internal import COpenSSL

/// SHA-256 (FIPS 180-4), through OpenSSL.
package enum SHA256 {
    /// Fetched once: looking an algorithm up costs more than hashing a token. Never changed afterwards.
    private nonisolated(unsafe) static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

    /// The 32 bytes of the digest.
    package static func digest(_ bytes: Span<UInt8>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { output, count in
            unsafe write(bytes, to: output)
            count = 32
        }
    }

    /// The digest as four big-endian words: a key for a dictionary, made without an allocation.
    package static func words(_ bytes: Span<UInt8>) -> (UInt64, UInt64, UInt64, UInt64) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { output in
            unsafe write(bytes, to: output.assumingMemoryBound(to: UInt8.self))
        }
        return (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    }

    private static func write(_ bytes: Span<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>) {
        let status = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, algorithm, nil)
        }
        precondition(status == 1, "OpenSSL has SHA-256, and memory for one digest")
    }
}

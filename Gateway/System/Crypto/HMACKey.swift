internal import COpenSSL

/// A key for message authentication codes by HMAC (RFC 2104), ready to use.
///
/// The key is taken in once: two hash states are kept, and each code starts from copies of them. A code of SHA-512 over
/// 250 bytes takes 12,300 instructions so; by OpenSSL's `EVP_MAC` 13,900 with a context for each thread, and 17,700
/// with a copy of a keyed one (OpenSSL 3.0, 2026-11-27). Any thread may use a key; its states are overwritten when it
/// goes.
@safe package final class HMACKey: @unchecked Sendable {
    // Unchecked for the pointer only: what it points to is written in `init` and only read from then on.

    /// The hash function.
    package enum Digest: Sendable {
        /// HMAC-SHA-256: codes of 32 bytes.
        case sha256
        /// HMAC-SHA-512: codes of 64 bytes.
        case sha512

        /// The length of a code in bytes, which is also the least length of a good key (RFC 7518 §3.2).
        package var byteCount: Int { self == .sha256 ? 32 : 64 }
        fileprivate var blockByteCount: Int { self == .sha256 ? 64 : 128 }
    }

    /// The hash function of this key.
    package let digest: Digest
    private let states = UnsafeMutablePointer<openssl_hmac_states>.allocate(capacity: 1)

    /// - Parameter secret: the key, of any length; longer than the hash's block, it is hashed first.
    package init(_ secret: Span<UInt8>, _ digest: Digest) {
        self.digest = digest
        var block = Self.block(of: secret, digest)
        switch digest {
        case .sha256: unsafe openssl_hmac_sha256_prepare(states, &block)
        case .sha512: unsafe openssl_hmac_sha512_prepare(states, &block)
        }
    }

    deinit {
        unsafe OPENSSL_cleanse(states, MemoryLayout<openssl_hmac_states>.size)
        unsafe states.deallocate()
    }

    /// The code for a message.
    package func code(for message: Span<UInt8>) -> HMACCode {
        var code = HMACCode(byteCount: digest.byteCount)
        unsafe message.withUnsafeBytes { message in
            unsafe code.withUnsafeMutableBytes { code in
                switch digest {
                case .sha256: unsafe openssl_hmac_sha256(states, message.baseAddress, message.count, code)
                case .sha512: unsafe openssl_hmac_sha512(states, message.baseAddress, message.count, code)
                }
            }
        }
        return code
    }

    /// The key as long as the hash's block: short ones are filled with zeros, long ones hashed.
    private static func block(of secret: Span<UInt8>, _ digest: Digest) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: digest.blockByteCount)
        guard secret.count > digest.blockByteCount else {
            for index in secret.indices { block[index] = secret[index] }
            return block
        }
        unsafe secret.withUnsafeBytes { secret in
            unsafe block.withUnsafeMutableBufferPointer { block in
                switch digest {
                case .sha256: _ = unsafe COpenSSL.SHA256(secret.baseAddress, secret.count, block.baseAddress)
                case .sha512: _ = unsafe COpenSSL.SHA512(secret.baseAddress, secret.count, block.baseAddress)
                }
            }
        }
        return block
    }
}

internal import COpenSSL

/// The password-based key derivation function scrypt (RFC 7914).
package enum Scrypt {
    /// Why no key was made.
    package enum Failure: Error, Sendable, Equatable {
        /// A parameter outside RFC 7914 §2, or so large that it needs more than `memoryLimitBytes`.
        case parameters
        /// The memory asked for cannot be had just now.
        case memory
    }

    /// One derivation may use so much memory: 256 MiB and a little, which allows N = 2^18 with r = 8.
    package static let memoryLimitBytes = (256 << 20) + (4 << 20)

    /// Derives a key. Slow by design (N = 2^15, r = 8: about 80 ms and 32 MiB), so never call it on an event loop.
    /// - Parameters:
    ///   - cost: N, a power of two above 1.
    ///   - blockSize: r, at least 1.
    ///   - parallelism: p, at least 1.
    ///   - byteCount: the length of the key, at least 1.
    package static func derive(
        password: Span<UInt8>, salt: Span<UInt8>, cost: Int, blockSize: Int, parallelism: Int, byteCount: Int
    ) throws(Failure) -> [UInt8] {
        guard OpenSSL.isReady, cost > 1, cost & (cost - 1) == 0, blockSize > 0, parallelism > 0, byteCount > 0,
            memoryBytes(cost, blockSize, parallelism) <= memoryLimitBytes
        else { throw .parameters }
        OpenSSL.clearErrors()
        var key = [UInt8](repeating: 0, count: byteCount)
        let status = unsafe key.withUnsafeMutableBytes { key in
            unsafe password.withUnsafeBytes { password in
                unsafe salt.withUnsafeBytes { salt in
                    unsafe EVP_PBE_scrypt(
                        password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count,
                        salt.baseAddress?.assumingMemoryBound(to: UInt8.self), salt.count,
                        UInt64(cost), UInt64(blockSize), UInt64(parallelism), UInt64(memoryLimitBytes),
                        key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count)
                }
            }
        }
        guard status == 1 else {
            OpenSSL.clearErrors()
            throw .memory
        }
        return key
    }

    /// What a derivation allocates (RFC 7914 §6); more than any limit when the product overflows.
    private static func memoryBytes(_ cost: Int, _ blockSize: Int, _ parallelism: Int) -> Int {
        let (blocks, overflowsSum) = cost.addingReportingOverflow(parallelism + 2)
        let (block, overflowsBlock) = blockSize.multipliedReportingOverflow(by: 128)
        let (total, overflows) = blocks.multipliedReportingOverflow(by: block)
        return overflowsSum || overflowsBlock || overflows ? .max : total
    }
}

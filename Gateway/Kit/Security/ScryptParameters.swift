import System

/// How much work a password hash is (RFC 7914 §2).
public struct ScryptParameters: Sendable, Hashable {
    /// N = 2^15, r = 8, p = 1: 32 MiB and about 80 ms.
    public static let standard = ScryptParameters(checkedCostExponent: 15, blockSize: 8, parallelism: 1)

    /// N is 2 to the power of this, 1 to 20.
    public let costExponent: Int
    /// r, at least 1.
    public let blockSize: Int
    /// p, 1 to 16.
    public let parallelism: Int

    /// `nil` out of range, and when 128 · N · r is more than 256 MiB: a damaged row must not take the machine down.
    public init?(costExponent: Int, blockSize: Int, parallelism: Int) {
        guard (1...20).contains(costExponent), (1...16).contains(parallelism), (1...1024).contains(blockSize),
            128 * blockSize << costExponent <= 256 << 20
        else { return nil }
        self.init(checkedCostExponent: costExponent, blockSize: blockSize, parallelism: parallelism)
    }

    private init(checkedCostExponent costExponent: Int, blockSize: Int, parallelism: Int) {
        self.costExponent = costExponent
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    func derive(_ password: String, salt: [UInt8], byteCount: Int) throws(PasswordHashError) -> [UInt8] {
        guard password.utf8.count <= PasswordHash.passwordLimitBytes else { throw .passwordTooLong }
        do throws(Scrypt.Failure) {
            return try Scrypt.derive(
                password: password.utf8.span, salt: salt.span, cost: 1 << costExponent, blockSize: blockSize,
                parallelism: parallelism, byteCount: byteCount)
        } catch {
            throw .memory
        }
    }
}

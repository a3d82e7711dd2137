import System

/// A secret for signing tokens, bound to one algorithm (RFC 8725 §3.1). Any thread; a copy costs a reference.
public struct JWTKey: Sendable {
    /// A secret that is shorter than its algorithm asks for (RFC 7518 §3.2).
    public struct TooShort: Error, Sendable, Equatable {
        /// How many bytes it must have at least.
        public let leastSecretBytes: Int

        /// - Parameter leastSecretBytes: that number.
        public init(leastSecretBytes: Int) { self.leastSecretBytes = leastSecretBytes }
    }

    /// The one algorithm it may be used with.
    public let algorithm: JWTAlgorithm
    let hmac: HMACKey

    /// - Parameter secret: random bytes, `algorithm.leastSecretBytes` or more; not kept.
    public init(secret: [UInt8], algorithm: JWTAlgorithm = .hs512) throws(TooShort) {
        guard secret.count >= algorithm.leastSecretBytes else {
            throw TooShort(leastSecretBytes: algorithm.leastSecretBytes)
        }
        self.algorithm = algorithm
        hmac = HMACKey(secret.span, algorithm.digest)
    }
}

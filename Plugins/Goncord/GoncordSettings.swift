import Kit

extension Goncord {
    /// The `settings` object of the API. Every key may be left out.
    public struct Settings: Decodable, Sendable {
        /// How long a token is valid, in seconds: 1 to 315,360,000 (ten years). Default: 14 days.
        let tokenLifetimeSeconds: Int
        /// What a password hash costs: scrypt's N (RFC 7914 §2) is 2 to the power of this, 10 to 18, and a hash takes N
        /// KiB of memory. Default: 15. Passwords hashed at another cost are hashed anew when their user logs in.
        let scryptCostExponent: Int
        /// Failed logins of one user within the window after which no password is looked at: 1 to 1,000. Default: 10.
        let failureLimit: Int
        /// How long a failed login counts, in seconds: 1 to 86,400. Default: 15 minutes.
        let failureWindowSeconds: Int
        /// Signs and verifies tokens; at least 64 bytes (RFC 7518 §3.2). Default: a key that the gateway keeps.
        let signingKey: Secret?
        /// Only verifies, so that tokens outlive a change of `signingKey`; at least 64 bytes. Default: none.
        let previousKey: Secret?

        /// Reads what is given and puts in the defaults.
        public init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            tokenLifetimeSeconds = try keys.number(.tokenLifetimeSeconds, within: 1...315_360_000, default: 1_209_600)
            scryptCostExponent = try keys.number(
                .scryptCostExponent, within: PasswordHashing.costExponents, default: 15)
            failureLimit = try keys.number(.failureLimit, within: 1...1_000, default: 10)
            failureWindowSeconds = try keys.number(.failureWindowSeconds, within: 1...86_400, default: 900)
            signingKey = try keys.secret(.signingKey, leastByteCount: JWTAlgorithm.hs512.leastSecretBytes)
            previousKey = try keys.secret(.previousKey, leastByteCount: JWTAlgorithm.hs512.leastSecretBytes)
        }

        private enum CodingKeys: String, CodingKey {
            case tokenLifetimeSeconds, scryptCostExponent, failureLimit, failureWindowSeconds, signingKey, previousKey
        }
    }
}

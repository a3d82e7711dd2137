public import Kit

extension Goncord {
    /// The `settings` object of the API. Every key may be left out.
    public struct Settings: Decodable, Sendable {
        /// How long a token is valid, in seconds: 1 to 315,360,000 (ten years). Default: 14 days.
        let tokenLifetimeSeconds: Int
        /// The cost N of scrypt (RFC 7914 §2) for new passwords, a power of two from 1,024 to 1,048,576; each hash takes
        /// N KiB of memory. Default: 32,768. Stored passwords keep the cost they were hashed with.
        let scryptCost: Int
        /// Failed logins of one user within the window after which no password is looked at: 1 to 1,000. Default: 10.
        let failureLimit: Int
        /// How long a failed login counts, in seconds: 1 to 86,400. Default: 15 minutes.
        let failureWindowSeconds: Int
        /// Signs and verifies tokens; at least 64 bytes (RFC 7518 §3.2). Default: a key that the gateway keeps.
        let signingKey: Secret?
        /// Only verifies, so that tokens outlive a change of `signingKey`; at least 64 bytes. Default: none.
        let previousKey: Secret?

        static let keyByteCount = 64

        /// Reads what is given and puts in the defaults.
        public init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            tokenLifetimeSeconds = try keys.decodeIfPresent(Int.self, forKey: .tokenLifetimeSeconds) ?? 1_209_600
            scryptCost = try keys.decodeIfPresent(Int.self, forKey: .scryptCost) ?? 32_768
            failureLimit = try keys.decodeIfPresent(Int.self, forKey: .failureLimit) ?? 10
            failureWindowSeconds = try keys.decodeIfPresent(Int.self, forKey: .failureWindowSeconds) ?? 900
            signingKey = try keys.decodeIfPresent(Secret.self, forKey: .signingKey)
            previousKey = try keys.decodeIfPresent(Secret.self, forKey: .previousKey)
        }

        private enum CodingKeys: String, CodingKey {
            case tokenLifetimeSeconds, scryptCost, failureLimit, failureWindowSeconds, signingKey, previousKey
        }

        /// - Throws: every setting out of its range.
        func check() throws(ConfigError) {
            var problems: [ConfigError.Problem] = []
            func check(_ key: CodingKeys, _ value: Int, _ range: ClosedRange<Int>) {
                guard !range.contains(value) else { return }
                let rule = "must be \(range.lowerBound) to \(range.upperBound), not \(value)"
                problems.append(ConfigError.Problem([key.rawValue], rule))
            }
            func check(_ key: CodingKeys, _ secret: Secret?) {
                guard let secret, secret.bytes.count < Self.keyByteCount else { return }
                problems.append(ConfigError.Problem([key.rawValue], "must be at least \(Self.keyByteCount) bytes long"))
            }
            check(.tokenLifetimeSeconds, tokenLifetimeSeconds, 1...315_360_000)
            check(.scryptCost, scryptCost, 1_024...1_048_576)
            if scryptCost.nonzeroBitCount != 1, problems.last?.path != [CodingKeys.scryptCost.rawValue] {
                problems.append(ConfigError.Problem(["scryptCost"], "must be a power of two, not \(scryptCost)"))
            }
            check(.failureLimit, failureLimit, 1...1_000)
            check(.failureWindowSeconds, failureWindowSeconds, 1...86_400)
            check(.signingKey, signingKey)
            check(.previousKey, previousKey)
            if !problems.isEmpty { throw ConfigError(problems) }
        }
    }
}

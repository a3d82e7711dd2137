import Kit

extension Goncord.Settings {
    private static let keyByteCount = JWTAlgorithm.hs512.leastSecretBytes

    /// - Throws: every setting out of its range.
    func check() throws(ConfigError) {
        let problems = [
            problem("tokenLifetimeSeconds", tokenLifetimeSeconds, 1...315_360_000),
            problem("scryptCostExponent", scryptCostExponent, 10...18),
            problem("failureLimit", failureLimit, 1...1_000),
            problem("failureWindowSeconds", failureWindowSeconds, 1...86_400),
            problem("signingKey", signingKey),
            problem("previousKey", previousKey),
        ].compactMap { $0 }
        if !problems.isEmpty { throw ConfigError(problems) }
    }

    private func problem(_ key: String, _ value: Int, _ range: ClosedRange<Int>) -> ConfigError.Problem? {
        guard !range.contains(value) else { return nil }
        return ConfigError.Problem([key], "must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }

    private func problem(_ key: String, _ secret: Secret?) -> ConfigError.Problem? {
        guard let secret, secret.bytes.count < Self.keyByteCount else { return nil }
        return ConfigError.Problem([key], "must be at least \(Self.keyByteCount) bytes long")
    }
}

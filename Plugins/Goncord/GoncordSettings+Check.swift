import Kit

extension Goncord.Settings {
    private static let keyByteCount = JWTAlgorithm.hs512.leastSecretBytes

    /// - Throws: every setting out of its range.
    func check() throws(ConfigError) {
        let problems = [
            ConfigError.Problem("tokenLifetimeSeconds", tokenLifetimeSeconds, mustBeIn: 1...315_360_000),
            ConfigError.Problem("scryptCostExponent", scryptCostExponent, mustBeIn: PasswordHashing.costExponents),
            ConfigError.Problem("failureLimit", failureLimit, mustBeIn: 1...1_000),
            ConfigError.Problem("failureWindowSeconds", failureWindowSeconds, mustBeIn: 1...86_400),
            problem("signingKey", signingKey),
            problem("previousKey", previousKey),
        ].compactMap { $0 }
        if !problems.isEmpty { throw ConfigError(problems) }
    }

    private func problem(_ key: String, _ secret: Secret?) -> ConfigError.Problem? {
        guard let secret, secret.bytes.count < Self.keyByteCount else { return nil }
        return ConfigError.Problem([key], "must be at least \(Self.keyByteCount) bytes long")
    }
}

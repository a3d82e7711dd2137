import Kit

extension CallUp {
    /// The `settings` object of the API. Every key may be left out.
    public struct Settings: Decodable, Sendable {
        /// How long an order can be verified, in seconds: 1 to 86,400. Default: 5 minutes.
        let orderLifetimeSeconds: Int
        /// Wrong codes after which an order takes no more: 1 to 100. Default: 5.
        let wrongCodeLimit: Int
        /// Orders of one app for one phone within the window: 1 to 1,000. Default: 3.
        let orderLimit: Int
        /// How long an order counts, in seconds: 1 to 86,400. Default: 10 minutes.
        let orderWindowSeconds: Int
        /// What the numbers begin with that calls come from; at least one. Default: `7487260`.
        let prefixes: [CallerPrefix]
        /// Who makes the calls. Default: nobody; they are written to a journal.
        let provider: ProviderSettings?

        /// Reads what is given and puts in the defaults.
        public init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            orderLifetimeSeconds = try keys.decodeIfPresent(Int.self, forKey: .orderLifetimeSeconds) ?? 300
            wrongCodeLimit = try keys.decodeIfPresent(Int.self, forKey: .wrongCodeLimit) ?? 5
            orderLimit = try keys.decodeIfPresent(Int.self, forKey: .orderLimit) ?? 3
            orderWindowSeconds = try keys.decodeIfPresent(Int.self, forKey: .orderWindowSeconds) ?? 600
            prefixes = try keys.decodeIfPresent([CallerPrefix].self, forKey: .prefixes) ?? [.standard]
            provider = try keys.decodeIfPresent(ProviderSettings.self, forKey: .provider)
        }

        private enum CodingKeys: String, CodingKey {
            case orderLifetimeSeconds, wrongCodeLimit, orderLimit, orderWindowSeconds, prefixes, provider
        }
    }
}

extension CallUp.Settings {
    /// - Throws: every setting out of its range.
    func check() throws(ConfigError) {
        let problems = [
            problem("orderLifetimeSeconds", orderLifetimeSeconds, 1...86_400),
            problem("wrongCodeLimit", wrongCodeLimit, 1...100),
            problem("orderLimit", orderLimit, 1...1_000),
            problem("orderWindowSeconds", orderWindowSeconds, 1...86_400),
            prefixes.isEmpty ? ConfigError.Problem(["prefixes"], "must have at least one prefix") : nil,
        ].compactMap { $0 }
        if !problems.isEmpty { throw ConfigError(problems) }
    }

    private func problem(_ key: String, _ value: Int, _ range: ClosedRange<Int>) -> ConfigError.Problem? {
        guard !range.contains(value) else { return nil }
        return ConfigError.Problem([key], "must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
}

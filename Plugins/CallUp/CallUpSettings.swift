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
            orderLifetimeSeconds = try keys.number(.orderLifetimeSeconds, within: 1...86_400, default: 300)
            wrongCodeLimit = try keys.number(.wrongCodeLimit, within: 1...100, default: 5)
            orderLimit = try keys.number(.orderLimit, within: 1...1_000, default: 3)
            orderWindowSeconds = try keys.number(.orderWindowSeconds, within: 1...86_400, default: 600)
            prefixes = try keys.list(.prefixes, default: [.standard])
            provider = try keys.decodeIfPresent(ProviderSettings.self, forKey: .provider)
        }

        private enum CodingKeys: String, CodingKey {
            case orderLifetimeSeconds, wrongCodeLimit, orderLimit, orderWindowSeconds, prefixes, provider
        }
    }
}

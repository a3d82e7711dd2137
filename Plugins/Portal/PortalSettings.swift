import Kit

extension Portal {
    /// The `settings` object of the API. Every key may be left out.
    public struct Settings: Decodable, Sendable {
        /// `timeZone`, an IANA name: the zone in which the portal writes and reads times. Default: `UTC`.
        let clock: ZoneClock
        /// How long an access token is valid, in seconds: 1 to 31,536,000 (a year). Default: 6 hours.
        let accessTokenLifetimeSeconds: Int
        /// How long a refresh token is valid, in seconds: 1 to 31,536,000, not less than an access token. Default: 14
        /// days.
        let refreshTokenLifetimeSeconds: Int
        /// Open sessions of one person, beyond which the oldest is closed: 1 to 1,000. Default: 100.
        let sessionLimit: Int
        /// What a PIN's hash costs: scrypt's N (RFC 7914 §2) is 2 to the power of this, 10 to 18, and a hash takes N
        /// KiB of memory. Default: 15. PINs hashed at another cost are hashed anew when their person logs in.
        let scryptCostExponent: Int
        /// Failed attempts for one login within the window after which no PIN is looked at: 1 to 1,000. Default: 5.
        let failureLimit: Int
        /// How long a failed attempt counts, in seconds: 1 to 86,400. Default: 15 minutes.
        let failureWindowSeconds: Int
        /// How long events are kept, in days: 1 to 3,650. Default: 90.
        let eventRetentionDays: Int
        /// Who gets the pushes. Default: nobody; they are a journal.
        let provider: ProviderSettings?

        /// Reads what is given and puts in the defaults.
        public init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            clock = try keys.decodeIfPresent(ZoneClock.self, forKey: .timeZone) ?? .utc
            let lifetimes = 1...31_536_000
            accessTokenLifetimeSeconds = try keys.number(
                .accessTokenLifetimeSeconds, within: lifetimes, default: 21_600)
            refreshTokenLifetimeSeconds = try keys.number(
                .refreshTokenLifetimeSeconds, within: lifetimes, default: 1_209_600)
            sessionLimit = try keys.number(.sessionLimit, within: 1...1_000, default: 100)
            scryptCostExponent = try keys.number(
                .scryptCostExponent, within: PasswordHashing.costExponents, default: 15)
            failureLimit = try keys.number(.failureLimit, within: 1...1_000, default: 5)
            failureWindowSeconds = try keys.number(.failureWindowSeconds, within: 1...86_400, default: 900)
            eventRetentionDays = try keys.number(.eventRetentionDays, within: 1...3_650, default: 90)
            provider = try keys.decodeIfPresent(ProviderSettings.self, forKey: .provider)
        }

        private enum CodingKeys: String, CodingKey {
            case timeZone, accessTokenLifetimeSeconds, refreshTokenLifetimeSeconds, sessionLimit, scryptCostExponent
            case failureLimit, failureWindowSeconds, eventRetentionDays, provider
        }
    }
}

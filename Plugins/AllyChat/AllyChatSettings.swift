import Kit

extension AllyChat {
    /// The `settings` object of the API. Every key may be left out.
    public struct Settings: Decodable, Sendable {
        /// Who is the admin as long as there is none. Default: nobody.
        let admin: AdminSettings?
        /// Who may look customers up. Default: nobody.
        let bank: BankSettings?
        /// Signs and verifies tokens; at least 32 bytes (RFC 7518 §3.2). Default: a key that the gateway keeps.
        let signingKey: Secret?
        /// Only verifies, so that tokens outlive a change of `signingKey`; at least 32 bytes. Default: none.
        let previousKey: Secret?
        /// How long a token is valid, in seconds: 1 to 31,536,000 (a year). Default: an hour.
        let tokenLifetimeSeconds: Int
        /// Clients come with an app's `auth_token`, when they register and when they want a token. Default: `false`.
        let requireAuthToken: Bool
        /// `timeZone`, an IANA name: whose days the statistics count by. Default: `UTC`.
        let clock: ZoneClock
        /// The longest file that is taken: 1 to 1 GiB. Default: 10 MiB.
        let uploadBytes: Int
        /// Who gets pushes. Default: nobody; they are a journal.
        let provider: ProviderSettings?
        /// Failed log-ins of one login within the window after which no password is looked at: 1 to 1,000. Default: 10.
        let failureLimit: Int
        /// How long a failed log-in counts, in seconds: 1 to 86,400. Default: 15 minutes.
        let failureWindowSeconds: Int
        /// What a password hash costs: scrypt's N (RFC 7914 §2) is 2 to the power of this, 10 to 18. Default: 15.
        let scryptCostExponent: Int
        /// The origin of the URLs of uploads, such as `https://chat.example.org`. Default: that of each request.
        let publicURL: PublicURL?
        /// Origins of web pages that may open a socket by a cookie, beside the request's own. Default: none.
        let allowedOrigins: [String]
        /// Open sockets of one user: 1 to 10,000. Default: 100.
        let socketLimit: Int
        /// After so long a silence a socket's client is pinged: 1,000 to 3,600,000. Default: 30,000.
        let pingIntervalMilliseconds: Int

        /// Reads what is given and puts in the defaults.
        public init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            admin = try keys.decodeIfPresent(AdminSettings.self, forKey: .admin)
            bank = try keys.decodeIfPresent(BankSettings.self, forKey: .bank)
            let leastBytes = JWTAlgorithm.hs256.leastSecretBytes
            signingKey = try keys.secret(.signingKey, leastByteCount: leastBytes)
            previousKey = try keys.secret(.previousKey, leastByteCount: leastBytes)
            tokenLifetimeSeconds = try keys.number(.tokenLifetimeSeconds, within: 1...31_536_000, default: 3600)
            requireAuthToken = try keys.decodeIfPresent(Bool.self, forKey: .requireAuthToken) ?? false
            clock = try keys.decodeIfPresent(ZoneClock.self, forKey: .timeZone) ?? .utc
            uploadBytes = try keys.number(.uploadBytes, within: 1...1 << 30, default: 10 << 20)
            provider = try keys.decodeIfPresent(ProviderSettings.self, forKey: .provider)
            failureLimit = try keys.number(.failureLimit, within: 1...1_000, default: 10)
            failureWindowSeconds = try keys.number(.failureWindowSeconds, within: 1...86_400, default: 900)
            scryptCostExponent = try keys.number(
                .scryptCostExponent, within: PasswordHashing.costExponents, default: 15)
            publicURL = try keys.decodeIfPresent(PublicURL.self, forKey: .publicURL)
            allowedOrigins = try keys.decodeIfPresent([PublicURL].self, forKey: .allowedOrigins)?.map(\.text) ?? []
            socketLimit = try keys.number(.socketLimit, within: 1...10_000, default: 100)
            pingIntervalMilliseconds = try keys.number(
                .pingIntervalMilliseconds, within: 1000...3_600_000, default: 30_000)
        }

        private enum CodingKeys: String, CodingKey {
            case admin, bank, signingKey, previousKey, tokenLifetimeSeconds, requireAuthToken, timeZone, uploadBytes
            case provider, failureLimit, failureWindowSeconds, scryptCostExponent, publicURL, allowedOrigins
            case socketLimit, pingIntervalMilliseconds
        }
    }
}

/// The first admin: `{"login": "admin", "password": {"file": "data/allychat-admin"}}`.
struct AdminSettings: Decodable, Sendable {
    let login: Login
    let password: Secret
}

/// The bank's name and password.
struct BankSettings: Decodable, Sendable {
    let login: BankLogin
    let password: Secret
}

/// 1 to 64 characters without a colon, which ends a login among Basic credentials (RFC 7617 §2).
struct BankLogin: CheckedText {
    static let placeholder = BankLogin(unchecked: "bank")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(1...64)
        try text.checkNoControlCharacters()
        guard !text.utf8.contains(UInt8(ascii: ":")) else { throw BrokenRule("must not have a colon") }
        self.text = text
    }
}

/// An origin: a scheme and a host, perhaps a port, and no slash at the end (RFC 6454 §6.1).
struct PublicURL: CheckedText {
    static let placeholder = PublicURL(unchecked: "http://localhost")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        let scheme = ["http://", "https://"].first { text.hasPrefix($0) }
        let host = text.utf8.dropFirst(scheme?.utf8.count ?? 0)
        let isFine = host.allSatisfy { $0.isPlain || "-.:[]".utf8.contains($0) }
        guard scheme != nil, (1...255).contains(host.count), isFine else {
            throw BrokenRule("must be an origin like \"https://chat.example.org\", without a path")
        }
        self.text = text
    }
}

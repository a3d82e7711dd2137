package import System

/// Who takes a channel's deliveries, as a plugin's settings say it:
/// ```json
/// { "url": "https://calls.example.com/v2/calls", "headers": { "Authorization": { "env": "CALLS_TOKEN" } },
///   "timeoutMilliseconds": 10000, "inFlight": 8, "caFile": "calls-ca.pem" }
/// ```
/// Only `url` is required. Every value that does not fit is a config error at its place.
public struct ProviderSettings: Decodable, Sendable {
    /// Where deliveries are posted to.
    package let url: ProviderURL
    /// Sent with each delivery, in the order of the config.
    package let headers: [ProviderHeader]
    /// For one attempt, from the name's look-up to the last byte of the answer: 100 to 120,000. Default: 10 seconds.
    package let timeoutMilliseconds: Int
    /// Deliveries that are on their way at once, and thus connections: 1 to 256. Default: 8.
    package let inFlight: Int
    /// The authorities to trust instead of the system's; `nil` for those.
    package let authorities: TrustedCertificates?

    /// Reads what is given and puts in the defaults.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        url = try keys.decode(ProviderURL.self, forKey: .url)
        headers = try keys.decodeIfPresent(ProviderHeaders.self, forKey: .headers)?.list ?? []
        timeoutMilliseconds = try keys.number(.timeoutMilliseconds, within: 100...120_000, default: 10_000)
        inFlight = try keys.number(.inFlight, within: 1...256, default: 8)
        authorities = try keys.decodeIfPresent(ProviderAuthorities.self, forKey: .caFile)?.certificates
    }

    private enum CodingKeys: String, CodingKey {
        case url, headers, timeoutMilliseconds, inFlight, caFile
    }

    /// For tests below the config.
    package init(
        url: ProviderURL, headers: [ProviderHeader] = [], timeoutMilliseconds: Int = 10_000, inFlight: Int = 8,
        authorities: TrustedCertificates? = nil
    ) {
        self.url = url
        self.headers = headers
        self.timeoutMilliseconds = timeoutMilliseconds
        self.inFlight = inFlight
        self.authorities = authorities
    }
}

/// A header field of the operator's own.
package struct ProviderHeader: Sendable {
    /// As configured; a token (RFC 9110 §5.1).
    package let name: String
    /// Visible ASCII, spaces and tabs. May be a secret.
    package let value: [UInt8]

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// Names have no case (RFC 9110 §5.1).
    package func isNamed(_ name: String) -> Bool { self.name.lowercased() == name.lowercased() }
}

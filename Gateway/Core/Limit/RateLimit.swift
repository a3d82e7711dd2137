/// How many requests one caller may make, as the config says it.
///
/// The rate is kept by the generic cell rate algorithm: after a pause, `requests` may come at once; each of them is
/// given back `seconds / requests` later, one after the other. So over a long time never more than `requests` in
/// `seconds` are let in, and in no window of `seconds` more than twice as many less one.
package struct RateLimit: Sendable, Hashable {
    /// Whose requests are counted together.
    package enum Party: String, Sendable, CaseIterable {
        /// Those of an application; of callers that show none, those of the address.
        case app
        /// Those of an IPv4 address, or of an IPv6 network of 64 bits, which one customer has as a rule.
        case address
        /// Those of a token's subject; of callers that show no valid token, those of the address.
        case subject
    }

    package let party: Party
    /// 1 to 1,000,000.
    package let requests: Int
    /// 1 to 86,400.
    package let seconds: Int

    static let requestRange = 1...1_000_000
    static let secondRange = 1...86_400
}

extension RateLimit: CustomStringConvertible {
    /// `100/60s per app`
    package var description: String { "\(requests)/\(seconds)s per \(party)" }
}

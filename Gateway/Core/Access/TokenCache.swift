import Kit
import System

/// The tokens that one loop has read and let in, so that one that comes again is not decoded, nor its signature
/// computed, again. Whether it still counts is asked each time.
///
/// A token's place follows from its bytes, and who comes later takes it: so there is a bound, and nothing to clean up.
/// Bound to its loop.
final class TokenCache {
    /// A token as it was read.
    final class Entry {
        let opened: OpenedToken
        /// What logs call it.
        let fingerprint: UInt64
        fileprivate let api: String
        fileprivate let isBasic: Bool
        fileprivate let hash: UInt64
        fileprivate let token: [UInt8]

        fileprivate init(
            _ opened: @escaping OpenedToken, fingerprint: UInt64, api: String, isBasic: Bool, hash: UInt64,
            token: [UInt8]
        ) {
            self.opened = opened
            self.fingerprint = fingerprint
            self.api = api
            self.isBasic = isBasic
            self.hash = hash
            self.token = token
        }
    }

    /// 1,024 tokens of up to 1 KiB each; what is longer is read each time.
    private static let placeCount = 1024
    private static let tokenLimitBytes = 1024

    private var places = [Entry?](repeating: nil, count: placeCount)
    /// Makes the places, and how long it takes to find one empty, nothing that can be foreseen.
    private let salt: UInt64

    init() { salt = Random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }

    /// - Parameters:
    ///   - api: whose token it is to be: another one of the same plugin may have other keys.
    ///   - isBasic: it is a login and a password. What they are must never be taken from a token that reads like them.
    ///   - hash: the token's, by `hash(of:)`.
    func entry(_ token: Span<UInt8>, api: String, isBasic: Bool, hash: UInt64) -> Entry? {
        guard let entry = places[place(hash)], entry.hash == hash, entry.api == api, entry.isBasic == isBasic else {
            return nil
        }
        let kept = entry.token
        return kept.span.isEqual(to: token) ? entry : nil
    }

    /// Keeps a token that was let in.
    func keep(
        _ token: Span<UInt8>, api: String, isBasic: Bool, hash: UInt64, _ opened: @escaping OpenedToken,
        fingerprint: UInt64
    ) {
        guard token.count <= Self.tokenLimitBytes else { return }
        var bytes: [UInt8] = []
        bytes.append(copying: token)
        places[place(hash)] = Entry(
            opened, fingerprint: fingerprint, api: api, isBasic: isBasic, hash: hash, token: bytes)
    }

    /// Eight bytes in one step: multiplied by an odd number, and the halves of the product folded.
    func hash(of token: Span<UInt8>) -> UInt64 {
        var hash = salt ^ UInt64(token.count)
        var index = 0
        while index &+ 8 <= token.count {
            hash = Self.mix(hash ^ token.word(at: index))
            index &+= 8
        }
        while index < token.count {
            hash = Self.mix(hash ^ UInt64(token[index]))
            index &+= 1
        }
        return hash
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return high ^ low
    }

    private func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash & UInt64(Self.placeCount - 1)) }
}

@available(*, unavailable)
extension TokenCache: Sendable {}

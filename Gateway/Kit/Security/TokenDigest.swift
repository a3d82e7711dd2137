import System

/// The SHA-256 digest of a token, as a key that needs no memory of its own; a blob of 32 bytes in the store.
public struct TokenDigest: Sendable, Hashable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The digest of a token as it was sent.
    public init(of token: Span<UInt8>) {
        (first, second, third, fourth) = SHA256.words(token)
    }

    /// The digest of a token as it was sent.
    public init(of token: String) { self.init(of: Array(token.utf8).span) }

    /// A digest out of the store. `nil` unless it has 32 bytes.
    package init?(stored bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        first = Self.word(bytes, at: 0)
        second = Self.word(bytes, at: 8)
        third = Self.word(bytes, at: 16)
        fourth = Self.word(bytes, at: 24)
    }

    private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
        bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A quarter of a digest is as good as all of it.
    public func hash(into hasher: inout Hasher) { hasher.combine(first) }
}

extension TokenDigest: SQLValue {
    /// The 32 bytes, bound without an allocation: a session is looked up for every request with its token.
    public func bind(to parameter: borrowing SQLParameter) {
        let words: InlineArray<4, UInt64> = [first, second, third, fourth]
        let bytes = InlineArray<32, UInt8> { index in
            UInt8(truncatingIfNeeded: words[index / 8] >> (56 - 8 * UInt64(index % 8)))
        }
        parameter.bind(bytes.span)
    }
}

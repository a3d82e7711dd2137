/// A set of ASCII characters, one bit each.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The ASCII characters of a text.
    init(_ characters: String) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in characters.utf8 where byte < 128 {
            if byte < 64 { low |= 1 &<< UInt64(byte) } else { high |= 1 &<< UInt64(byte & 63) }
        }
        self.init(low: low, high: high)
    }

    func union(_ other: ByteSet) -> ByteSet { ByteSet(low: low | other.low, high: high | other.high) }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        byte < 128 && (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 == 1
    }

    /// Letters, digits, `-`, `.`, `_`, `~` (RFC 3986 §2.3).
    static let unreserved = ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    /// Of a host's name, but for the percent sign of an escape (RFC 3986 §3.2.2).
    static let registeredName = unreserved.union(ByteSet("!$&'()*+,;="))
    /// `pchar`, the slash, and the percent sign of an escape (RFC 3986 §3.3).
    static let path = unreserved.union(ByteSet("!$&'()*+,;=:@/%"))
    /// As a path, with `?` (RFC 3986 §3.4), and with what browsers leave as it is in a query (WHATWG URL, query
    /// percent-encode set).
    static let query = path.union(ByteSet("?[]{}|\\^`"))
    /// Of an IPv6 address between brackets (RFC 3986 §3.2.2).
    static let addressLiteral = ByteSet("0123456789abcdefABCDEF:.")
}

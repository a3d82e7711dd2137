/// The `Cookie` field: `name=value` pairs, separated by semicolons (RFC 6265 §4.2.1).
enum CookieHeader {
    /// Where the value of the first pair of that name is; names are case-sensitive and match whole.
    ///
    /// The first wins: user agents send the cookie with the longest path first (RFC 6265 §5.4). Quotes around a value
    /// are no part of it.
    static func value(named name: Span<UInt8>, in field: Span<UInt8>) -> Range<Int>? {
        var start = 0
        while start < field.count {
            var end = start
            while end < field.count, field[end] != UInt8(ascii: ";") { end += 1 }
            if let value = value(named: name, in: field, pair: trimmed(start..<end, field)) { return value }
            start = end + 1
        }
        return nil
    }

    private static func value(named name: Span<UInt8>, in field: Span<UInt8>, pair: Range<Int>) -> Range<Int>? {
        let equals = pair.lowerBound + name.count
        guard equals < pair.upperBound, field[equals] == UInt8(ascii: "=") else { return nil }
        for index in name.indices where field[pair.lowerBound + index] != name[index] { return nil }
        let value = equals + 1..<pair.upperBound
        let isQuoted = value.count >= 2 && field[value.lowerBound] == UInt8(ascii: "\"")
            && field[value.upperBound - 1] == UInt8(ascii: "\"")
        return isQuoted ? value.lowerBound + 1..<value.upperBound - 1 : value
    }

    private static func trimmed(_ range: Range<Int>, _ field: Span<UInt8>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, field[lower] == 0x20 || field[lower] == 0x09 { lower += 1 }
        while upper > lower, field[upper - 1] == 0x20 || field[upper - 1] == 0x09 { upper -= 1 }
        return lower..<upper
    }
}

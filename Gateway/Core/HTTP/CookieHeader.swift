/// The value of a `Cookie` field: `name=value` pairs between semicolons (RFC 6265 §4.2.1).
package enum CookieHeader {
    /// Where the value of the first pair of that name stands. Names are compared whole and by case; white space around
    /// name and value and one pair of quotes around the value are no part of them.
    ///
    /// The first wins because user agents send the cookie of the longest path first (RFC 6265 §5.4), and because
    /// somebody who can only set a cookie for a parent domain or path must not be able to replace it.
    package static func value(named name: Span<UInt8>, in field: Span<UInt8>) -> Range<Int>? {
        var start = 0
        while start < field.count {
            let end = field.firstIndex(of: UInt8(ascii: ";"), in: start..<field.count) ?? field.count
            if let equals = field.firstIndex(of: UInt8(ascii: "="), in: start..<end),
                field.extracting(field.trimmed(start..<equals)).isEqual(to: name)
            {
                return unquoted(field.trimmed(equals + 1..<end), field)
            }
            start = end + 1
        }
        return nil
    }

    private static func unquoted(_ value: Range<Int>, _ field: Span<UInt8>) -> Range<Int> {
        let quote = UInt8(ascii: "\"")
        guard value.count >= 2, field[value.lowerBound] == quote, field[value.upperBound - 1] == quote else {
            return value
        }
        return value.lowerBound + 1..<value.upperBound - 1
    }
}

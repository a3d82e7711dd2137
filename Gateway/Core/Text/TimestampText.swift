import Kit

/// RFC 3339 in UTC with milliseconds: `2026-11-21T09:45:00.123Z`.
package enum TimestampText {
    /// - Parameter milliseconds: since 1970, not before it, before the year 10000.
    package static func append(milliseconds: Int64, to bytes: inout [UInt8]) {
        let seconds = milliseconds / 1000
        let date = CivilDay(daysSinceEpoch: Int(seconds / 86_400))
        let second = Int(seconds % 86_400)
        append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(second / 3600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(second / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(second % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(Int(milliseconds % 1000), digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = digits == 4 ? 1000 : digits == 3 ? 100 : 10
        for _ in 0..<digits {
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }
}

package import Kit

extension TimestampText {
    /// Reads `2027-01-31`, which is its first moment in UTC, or `2027-01-31T12:00:00Z`, from 1970 on.
    /// - Returns: `nil` for anything else, a day that is not in the calendar among it.
    package static func read(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 || bytes.count == 20 else { return nil }
        let shape = Array("0000-00-00T00:00:00Z".utf8)
        for (byte, wanted) in zip(bytes, shape) {
            guard wanted == UInt8(ascii: "0") ? byte.isDigit : byte == wanted else { return nil }
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].decimalValue }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard year >= 1970, let days = CivilDay.daysSinceEpoch(year: year, month: month, day: day) else { return nil }
        guard bytes.count == 20 else { return Timestamp(milliseconds: days * 86_400_000) }
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return Timestamp(milliseconds: (days * 86_400 + Int64(hour * 3600 + minute * 60 + second)) * 1000)
    }
}

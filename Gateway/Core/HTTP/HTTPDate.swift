import Kit

/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110 §5.6.7); always 29 bytes.
package struct HTTPDate: Sendable {
    private var text = InlineArray<29, UInt8>(repeating: 0x20)

    /// - Parameter seconds: since 1970-01-01T00:00:00Z; what lies before it or after the year 9999 becomes the nearest
    ///   moment within.
    package init(secondsSinceEpoch seconds: Int64) {
        let seconds = Int(min(max(seconds, 0), 253_402_300_799))
        let days = seconds / 86_400
        let day = CivilDay(daysSinceEpoch: days)
        // The epoch was a Thursday.
        put("Thu, Fri, Sat, Sun, Mon, Tue, Wed, ", from: days % 7 * 5, count: 5, at: 0)
        putTwoDigits(day.day, at: 5)
        put(" Jan  Feb  Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec ", from: (day.month - 1) * 5, count: 5, at: 7)
        putTwoDigits(day.year / 100, at: 12)
        putTwoDigits(day.year % 100, at: 14)
        putTwoDigits(seconds % 86_400 / 3600, at: 17)
        putTwoDigits(seconds % 3600 / 60, at: 20)
        putTwoDigits(seconds % 60, at: 23)
        text[19] = UInt8(ascii: ":")
        text[22] = UInt8(ascii: ":")
        put(" GMT", from: 0, count: 4, at: 25)
    }

    private mutating func put(_ source: String, from start: Int, count: Int, at place: Int) {
        let bytes = source.utf8.span
        for index in 0..<count { text[place + index] = bytes[start + index] }
    }

    private mutating func putTwoDigits(_ number: Int, at place: Int) {
        text[place] = 0x30 + UInt8(truncatingIfNeeded: number / 10)
        text[place + 1] = 0x30 + UInt8(truncatingIfNeeded: number % 10)
    }

    /// Appends the 29 bytes.
    package func append(to bytes: inout [UInt8]) { bytes.append(copying: text.span) }
}

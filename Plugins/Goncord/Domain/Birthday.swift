import Kit

/// A date of the Gregorian calendar, `YYYY-MM-DD` with the year 0001 to 9999 (RFC 3339 §5.6, `full-date`).
struct Birthday: CheckedText {
    static let placeholder = Birthday(unchecked: "0001-01-01")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard Self.isDate(Array(text.utf8)) else { throw BrokenRule("must be a real date, written YYYY-MM-DD") }
        self.text = text
    }

    private static func isDate(_ bytes: [UInt8]) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard bytes.count == 10, bytes[4] == hyphen, bytes[7] == hyphen, let year = number(bytes[0..<4]),
            let month = number(bytes[5..<7]), let day = number(bytes[8..<10])
        else { return false }
        return year > 0 && (1...12).contains(month) && (1...dayCount(month, of: year)).contains(day)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func dayCount(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

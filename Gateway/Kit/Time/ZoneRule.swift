/// How a zone's clocks go in all later years, as POSIX writes it (XBD §8.3, `TZ`; RFC 9636 §3.3.1): `MSK-3`, or
/// `CET-1CEST,M3.5.0,M10.5.0/3` where they are put forward and back each year.
///
/// Days are taken as the database writes them, by month, week and day of the week; counted days (`J60`, `59`) are not.
struct ZoneRule {
    /// A day of each year, and the seconds after its midnight by the clocks as they are then; perhaps negative.
    private struct Change {
        let month: Int
        /// 1 to 5; 5 is the last one.
        let week: Int
        /// 0 is Sunday.
        let weekday: Int
        let seconds: Int

        func localSeconds(in year: Int) -> Int64 {
            let first = CivilDay.daysSinceEpoch(year: year, month: month, day: 1) ?? 0
            // The epoch was a Thursday.
            let firstWeekday = Int((first + 4) % 7)
            var day = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            while CivilDay.daysSinceEpoch(year: year, month: month, day: day) == nil { day -= 7 }
            return (first + Int64(day - 1)) * 86_400 + Int64(seconds)
        }
    }

    private let standard: Int
    private let summer: (offset: Int, from: Change, to: Change)?

    /// - Returns: `nil` when the text is no such rule.
    init?(_ text: ArraySlice<UInt8>) {
        var rest = text
        guard Self.skipName(&rest), let west = Self.time(&rest) else { return nil }
        standard = -west
        if rest.isEmpty {
            summer = nil
            return
        }
        guard Self.skipName(&rest) else { return nil }
        var offset = standard + 3600
        if rest.first != UInt8(ascii: ",") {
            guard let west = Self.time(&rest) else { return nil }
            offset = -west
        }
        guard let from = Self.change(&rest), let to = Self.change(&rest), rest.isEmpty else { return nil }
        summer = (offset, from, to)
    }

    /// Adds the changes of the years to come, from 1970 or after the last change that there is.
    func append(to offsets: inout ZoneOffsets, until lastYear: Int) {
        // Without summer time the offset after the last change holds for good.
        guard let summer else { return }
        let firstYear = CivilDay(daysSinceEpoch: max(0, Int((offsets.lastStart ?? 0) / 86_400))).year
        guard firstYear <= lastYear else { return }
        for year in firstYear...lastYear {
            let changes = [
                (summer.from.localSeconds(in: year) - Int64(standard), summer.offset),
                (summer.to.localSeconds(in: year) - Int64(summer.offset), standard),
            ]
            for (start, value) in changes.sorted(by: { $0.0 < $1.0 }) { offsets.append(value, from: start) }
        }
    }

    // MARK: Reading

    /// Three letters or more, or anything between `<` and `>`.
    private static func skipName(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix(while: \.isLetter)
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// `3`, `-3`, `+05:30`, `26`: hours, minutes and seconds, as seconds.
    private static func time(_ rest: inout ArraySlice<UInt8>) -> Int? {
        var sign = 1
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            rest = rest.dropFirst()
        }
        guard let hours = number(&rest, 0...167) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] {
            guard rest.first == UInt8(ascii: ":") else { break }
            rest = rest.dropFirst()
            guard let count = number(&rest, 0...59) else { return nil }
            seconds += count * unit
        }
        return sign * seconds
    }

    /// `,M10.5.0/3`: month, week, day of the week, and the time of day, 02:00 unless it is given.
    private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
        guard rest.starts(with: ",M".utf8) else { return nil }
        rest = rest.dropFirst(2)
        guard let month = number(&rest, 1...12), skipDot(&rest), let week = number(&rest, 1...5), skipDot(&rest),
            let weekday = number(&rest, 0...6)
        else { return nil }
        guard rest.first == UInt8(ascii: "/") else {
            return Change(month: month, week: week, weekday: weekday, seconds: 7200)
        }
        rest = rest.dropFirst()
        guard let seconds = time(&rest) else { return nil }
        return Change(month: month, week: week, weekday: weekday, seconds: seconds)
    }

    private static func skipDot(_ rest: inout ArraySlice<UInt8>) -> Bool { rest.popFirst() == UInt8(ascii: ".") }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(while: \.isDigit)
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let number = digits.decimalValue
        return range.contains(number) ? number : nil
    }
}

/// A day of the Gregorian calendar.
package struct CivilDay {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    /// - Parameter days: since 1970-01-01, negative before it; from 0000-03-01 on.
    ///
    /// Years are counted from March, so that the day that is not in every year is the last one; then the months'
    /// lengths repeat every five months (153 days), and years every 400 (146,097 days).
    package init(daysSinceEpoch days: Int) {
        // From 0000-03-01 to 1970-01-01 it is 719,468 days.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension CivilDay {
    /// The inverse of `init(daysSinceEpoch:)`; `nil` when the calendar has no such day.
    package static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64? {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Years that begin in March end with the leap day.
        let shiftedYear = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leapDays = shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
        let days = shiftedYear * 365 + leapDays + dayOfYear - 719_468
        let date = CivilDay(daysSinceEpoch: days)
        return date.year == year && date.month == month && date.day == day ? Int64(days) : nil
    }
}

/// A day of the Gregorian calendar.
struct CivilDay {
    let year: Int
    /// 1 to 12.
    let month: Int
    /// 1 to 31.
    let day: Int

    /// - Parameter days: since 1970-01-01, not negative.
    ///
    /// Years are counted from March, so that the day that is not in every year is the last one; then the months'
    /// lengths repeat every five months (153 days), and years every 400 (146,097 days).
    init(daysSinceEpoch days: Int) {
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

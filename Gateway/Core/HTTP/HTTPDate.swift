/// The `Date` field's value, IMF-fixdate (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. Made once a second.
struct HTTPDate {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The second that `bytes` shows, since 1970.
    private(set) var seconds: Int64 = -1
    /// 29 bytes.
    private(set) var bytes: [UInt8] = []

    /// Shows that second from now on.
    mutating func set(seconds: Int64) {
        guard seconds != self.seconds else { return }
        self.seconds = seconds
        let date = CivilDate(daysSinceEpoch: seconds / 86_400)
        let second = Int(seconds % 86_400)
        let clock = [second / 3600, second / 60 % 60, second % 60].map(Self.twoDigits).joined(separator: ":")
        let day = "\(Self.twoDigits(date.day)) \(Self.months[date.month - 1]) \(date.year)"
        bytes = Array("\(Self.weekdays[date.weekday]), \(day) \(clock) GMT".utf8)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

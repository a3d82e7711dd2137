package import Kit

/// When a provider wants to be asked again: the field Retry-After (RFC 9110 §10.2.3, RFC 6585 §4).
package enum RetryAfter: Sendable, Equatable {
    case seconds(Int64)
    case moment(Timestamp)

    /// More than this is not waited for: a provider's slip must not park a delivery for years.
    package static let limitSeconds: Int64 = 3600

    /// `nil` when the value is neither whole seconds nor a date of HTTP (RFC 9110 §5.6.7).
    package init?(_ value: String) {
        if !value.isEmpty, value.utf8.allSatisfy(\.isDigit) {
            // What does not fit is more than the limit anyway.
            self = .seconds(Int64(value) ?? .max)
        } else if let moment = Self.moment(value) {
            self = .moment(moment)
        } else {
            return nil
        }
    }

    /// The first of an answer that can be understood.
    package init?(in head: ReceivedHead) {
        let values = head.values(of: "retry-after").map { String(decoding: head.bytes[$0], as: UTF8.self) }
        guard let first = values.lazy.compactMap(RetryAfter.init).first else { return nil }
        self = first
    }

    /// The moment that is meant: from now to an hour from now.
    package func dueAt(now: Timestamp) -> Timestamp {
        let latest = now.adding(seconds: Self.limitSeconds)
        return switch self {
        case .seconds(let seconds): now.adding(seconds: min(seconds, Self.limitSeconds))
        case .moment(let moment): min(max(moment, now), latest)
        }
    }

    /// The three forms that a recipient must understand. The day of the week says nothing new and is not looked at.
    /// ```
    /// Sun, 06 Nov 1994 08:49:37 GMT
    /// Sunday, 06-Nov-94 08:49:37 GMT
    /// Sun Nov  6 08:49:37 1994
    /// ```
    private static func moment(_ value: String) -> Timestamp? {
        let words = value.split { " ,-".contains($0) }.map(String.init)
        switch words.count {
        case 6 where words[5] == "GMT":
            return moment(year: words[3], month: words[2], day: words[1], time: words[4])
        case 5: return moment(year: words[4], month: words[1], day: words[2], time: words[3])
        default: return nil
        }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func moment(year: String, month: String, day: String, time: String) -> Timestamp? {
        guard let month = months.firstIndex(of: month) else { return nil }
        // A year of two digits from 70 on is long past, which is all that matters here.
        let fullYear = year.utf8.count == 2 ? (year < "70" ? "20" : "19") + year : year
        return TimestampText.read("\(fullYear)-\(twoDigits("\(month + 1)"))-\(twoDigits(day))T\(time)Z")
    }

    private static func twoDigits(_ text: String) -> String { text.utf8.count == 1 ? "0" + text : text }
}

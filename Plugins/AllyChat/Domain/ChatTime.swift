import Kit

/// A moment as the API tells it: Unix seconds with up to six decimals, `1433421258.138776`. Kept as microseconds, and
/// written digit by digit: no rounding makes two of them equal, or turns their order round.
struct ChatTime: Sendable, Hashable, Comparable, SQLValue {
    let microseconds: Int64

    /// - Parameter microseconds: since the epoch.
    init(microseconds: Int64) { self.microseconds = microseconds }

    init(_ moment: Timestamp) { microseconds = moment.milliseconds * 1000 }

    /// The moment, or the next one after an earlier event when that is not past yet: the clock was set back, or both
    /// have the same millisecond.
    init(_ moment: Timestamp, after earlier: ChatTime) {
        microseconds = max(moment.milliseconds * 1000, earlier.microseconds + 1)
    }

    static func < (left: ChatTime, right: ChatTime) -> Bool { left.microseconds < right.microseconds }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(microseconds) }
}

extension ChatTime: JSONWritable {
    func write(to json: inout JSONOutput) { JSONText(alreadyValid: text).write(to: &json) }

    /// At least one decimal, so that it is read as what it is.
    private var text: String {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        var decimals = String(rest)
        decimals = String(repeating: "0", count: 6 - decimals.utf8.count) + decimals
        while decimals.utf8.count > 1, decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(seconds).\(decimals)"
    }
}

extension Row {
    func chatTime(_ column: Int) -> ChatTime { ChatTime(microseconds: int64(column)) }

    func optionalChatTime(_ column: Int) -> ChatTime? {
        let microseconds = int64(column)
        return microseconds == 0 ? nil : ChatTime(microseconds: microseconds)
    }

    func id<Kind>(_ column: Int) -> ObjectID<Kind> { ObjectID(text(column)) }

    func optionalID<Kind>(_ column: Int) -> ObjectID<Kind>? { optionalText(column).map { ObjectID($0) } }
}

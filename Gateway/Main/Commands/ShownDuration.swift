import Kit

/// How long something took or takes, for people: `12 s`, `3 min`, `5 h`, `2 d`; the rest of a unit is left off.
struct ShownDuration: CustomStringConvertible {
    let seconds: Int64

    /// - Returns: none, as 0 s, when the end comes before the start: clocks are set.
    init(from start: Timestamp, to end: Timestamp) {
        seconds = max(0, end.milliseconds - start.milliseconds) / 1000
    }

    var description: String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}

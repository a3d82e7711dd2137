import Kit

/// Which issue, in the path.
struct IssuePath: OperationInput {
    let id: IssueID

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = []
}

/// Filters, which narrow together.
struct IssueStats: OperationInput {
    /// `is_open`: 1 or 0.
    enum Openness: Int, Decodable, CaseIterable, Sendable {
        case closed, open
    }

    let tag: String?
    let closedBy: UserID?
    let openness: Openness?

    static let queryFields = ["tag", "closed_by", "is_open"]
    static let bodyFormats: [BodyFormat] = []

    private enum CodingKeys: String, CodingKey {
        case tag
        case closedBy = "closed_by"
        case openness = "is_open"
    }
}

/// `{"stats": [{"date": "2015-06-04", "count": 3}]}`
struct IssueCounts: Encodable, Sendable {
    struct Day: Encodable, Sendable {
        let date: String
        let count: Int
    }

    let stats: [Day]
}

extension AllyChat {
    /// Clients see the issues of their own support room.
    func showIssue(_ input: IssuePath, _ call: borrowing ReadCall) throws(APIError) -> ShownIssue {
        let caller = try call.caller.account()
        guard let issue = try call.store.issue(input.id), try call.store.sees(caller, room: issue.room) else {
            throw APIError(.issueUnknown)
        }
        return try call.store.shown(issue)
    }

    /// How many issues began on which day, from the first to the last that has one.
    func issueStats(_ input: IssueStats, _ call: borrowing ReadCall) throws(APIError) -> IssueCounts {
        _ = try call.caller.account(in: .staff)
        let counts = try call.store.issueCounts(
            closedBy: input.closedBy, isOpen: input.openness.map { $0 == .open }, tag: input.tag)
        var ofDay: [Int64: Int] = [:]
        for (quarterHour, count) in counts { ofDay[day(ofQuarterHour: quarterHour), default: 0] += count }
        guard let first = ofDay.keys.min(), let last = ofDay.keys.max() else { return IssueCounts(stats: []) }
        let days = (first...last).map { IssueCounts.Day(date: Self.date(ofDay: $0), count: ofDay[$0] ?? 0) }
        return IssueCounts(stats: days)
    }

    /// Days since 1970-01-01 by the clocks of the zone.
    private func day(ofQuarterHour quarterHour: Int64) -> Int64 {
        let moment = Timestamp(milliseconds: quarterHour * 900_000)
        let local = moment.adding(seconds: Int64(clock.offsetSeconds(at: moment))).seconds
        return (local >= 0 ? local : local - 86_399) / 86_400
    }

    private static func date(ofDay day: Int64) -> String {
        String(ZoneClock.utc.text(at: Timestamp(milliseconds: day * 86_400_000)).prefix(10))
    }
}

extension RateLimit {
    static let rule = ConfigRule<RateLimit>.object(
        .required(
            "per", .choice("what a rate limit can be per"),
            "Whose requests are counted: app, subject, or address, which stands in for a caller that is unknown."),
        .required("requests", .integer(requestRange), "Requests that may come at once."),
        .required("seconds", .integer(secondRange), "Time in which all of them are given back."),
        make: { RateLimit(party: $1, requests: $2, seconds: $3) })

    /// Of a route, where `null` is other than nothing.
    static let ownRule = rule.located.nullable.map { $0.map(RouteConfig.OwnRateLimit.limit) ?? .none }
}

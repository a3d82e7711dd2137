import Kit

extension RouteConfig {
    static let rule = ConfigRule<RouteConfig>.object(
        .required("method", RouteMethod.rule.located, "HTTP method; HEAD follows GET."),
        .required("path", PathPattern.rule.located, "Path; {name} stands for one segment, a slash at the end counts."),
        .optional("host", HostName.rule.located, "Host without a port; left out, every host."),
        .required("operation", ConfigRule.name.located, "Operation of the API's plugin; see `gateway plugins`."),
        .located(
            "token", .choice("a token rule"), to: TokenRule.none, written: .string("none"), "Whether a token is needed."
        ),
        .located("app", .choice("an app rule"), to: AppRule.none, written: .string("none"), "Which apps may call."),
        .optional("envelope", ConfigName.rule.located, "Envelope of the answers; left out, the API's."),
        .flag("enabled", true, "When false, requests are answered 404 api.disabled."),
        .optional("limits", BodyLimit.rule, "Limits that differ from the API's."),
        .defaulted(
            "rateLimit", RateLimit.ownRule, to: .inherited, written: nil,
            "Requests of a caller; left out, the API's rate limit, null for none."
        ).formerly("limit"),
        make: { place, method, path, host, operation, token, app, envelope, isEnabled, limits, rateLimit in
            RouteConfig(
                place: place, isEnabled: isEnabled, method: method, path: path, host: host, operation: operation,
                token: token, app: app, envelope: envelope, bodyLimitBytes: limits ?? nil,
                ownRateLimit: rateLimit)
        })
}

extension PathPattern {
    static let rule = ConfigRule<PathPattern>.text(wanted: "a path (a string)", pattern: "^/") {
        (text) throws(BrokenRule) in
        try PathPattern(text)
    }
}

extension HostName {
    static let rule = ConfigRule<HostName>.text(wanted: "a host (a string)") { (text) throws(BrokenRule) in
        try HostName(text)
    }
}

extension RouteMethod {
    static let rule = ConfigRule<RouteMethod>.choice("a method of a route")
}

extension ConfigName {
    static let rule = ConfigRule<ConfigName>.text(wanted: "a name (a string)") { (text) throws(BrokenRule) in
        try ConfigName(text)
    }
}

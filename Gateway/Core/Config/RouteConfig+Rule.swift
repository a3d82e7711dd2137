import Kit

extension RouteConfig {
    static let rule = written.checked { $0.checkMethod(&$1) }

    private static let written = ConfigRule<RouteConfig>.object(
        .required(
            "method", unless: "socket", RouteMethod.rule.located, "HTTP method; HEAD follows GET. A socket has none."),
        .optional(
            "socket", SocketForm.rule.located,
            "Form of a socket's messages, in the place of a method; clients connect by WebSocket."),
        .required("path", PathPattern.rule.located, "Path; {name} stands for one segment, a slash at the end counts."),
        .optional("host", HostName.rule.located, "Host without a port; left out, every host."),
        .required("operation", ConfigRule.name.located, "Operation of the API's plugin; see `gateway plugins`."),
        .located(
            "token", .choice("a token rule"), to: TokenRule.none, written: .string("none"), "Whether a token is needed."
        ),
        .located("app", .choice("an app rule"), to: AppRule.none, written: .string("none"), "Which apps may call."),
        .optional("lookup", TokenSource.listRule, "Where to look for the token, in order; left out, as the API says."),
        .optional("envelope", ConfigName.rule.located, "Envelope of the answers; left out, the API's."),
        .flag("enabled", true, "When false, requests are answered 404 api.disabled."),
        .optional("limits", RouteLimits.rule, "Limits that differ from the API's."),
        .defaulted(
            "rateLimit", RateLimit.ownRule, to: .inherited, written: nil,
            "Requests of a caller; left out, the API's rate limit, null for none."
        ).formerly("limit"),
        make: {
            place, method, socket, path, host, operation, token, app, lookup, envelope, isEnabled, limits, rateLimit in
            RouteConfig(
                place: place, isEnabled: isEnabled, writtenMethod: method, socket: socket, path: path, host: host,
                operation: operation, token: token, app: app, tokenLookup: lookup, envelope: envelope,
                bodyLimitBytes: limits?.bodyBytes, messageLimitBytes: limits?.messageBytes,
                ownRateLimit: rateLimit)
        })
}

extension RouteConfig {
    private func checkMethod(_ report: inout ConfigReport) {
        if socket != nil, let method = writtenMethod {
            report.error(
                method.place, .socketMethod, "a route with \"socket\" has no method: clients connect by GET, always")
        }
        if socket == nil, let limit = messageLimitBytes, !report.hasError(at: place.path.key("socket")) {
            report.error(limit.place, .socketKind, "is for routes with \"socket\" alone")
        }
    }
}

extension SocketForm {
    static let rule = ConfigRule<SocketForm>.choice("a form of a socket")
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

import Kit

extension APIConfig {
    static let rule = ConfigRule<@Sendable (ConfigName) -> APIConfig>.object(
        .flag("enabled", true, "When false, its plugin is not started and requests are answered 404 api.disabled."),
        .required("plugin", pluginRule.located, "Plugin that serves the API; see `gateway plugins`."),
        .optional("envelope", ConfigName.rule.located, "Envelope of the answers; left out, the gateway's."),
        .optional("token", tokenRule, "How tokens come with a request."),
        .optional("app", appRule, "How app tokens come with a request."),
        .optional("settings", .settings, "The plugin's own settings; see `gateway plugins`."),
        .optional("limits", BodyLimit.rule, "Limits that differ from the gateway's."),
        .optional(
            "rateLimit", RateLimit.rule.located.nullable,
            "Requests of a caller to all routes that have no rate limit of their own; null for none."
        ).formerly("limit"),
        .required("routes", .array(of: RouteConfig.rule), orElse: [], "Which requests run which operations."),
        make: { place, isEnabled, plugin, envelope, lookup, header, settings, limits, rateLimit, routes in
            { name in
                APIConfig(
                    name: name, place: place, isEnabled: isEnabled, plugin: plugin, envelope: envelope,
                    tokenLookup: lookup, appHeader: header, settings: settings, bodyLimitBytes: limits ?? nil,
                    rateLimit: rateLimit ?? nil, routes: routes)
            }
        })

    private static let pluginRule = ConfigRule(.plugin, read: ConfigRule.name.read)

    private static let tokenRule = ConfigRule<[Located<TokenSource>]>.object(
        .required(
            "lookup", TokenSource.listRule,
            "Where to look, in order: header:NAME and basic:NAME (end the search when present), cookie:NAME, "
                + "query:NAME, body:NAME."
        ),
        make: { $1 })

    private static let appRule = ConfigRule<Located<FieldName>>.object(
        .required("header", FieldName.rule.located, "Header field with the app's token."),
        make: { $1 })
}

extension TokenSource {
    static let rule = ConfigRule<TokenSource>.text(
        wanted: "a token source (a string)", pattern: "^(header|cookie|query|body|basic):.+$"
    ) { (text) throws(BrokenRule) in try TokenSource(text) }

    static let listRule = ConfigRule<[Located<TokenSource>]>.array(of: rule.located, minimumCount: 1)
}

extension FieldName {
    static let rule = ConfigRule<FieldName>.text(wanted: "a header name (a string)") { (text) throws(BrokenRule) in
        try FieldName(configured: text)
    }
}

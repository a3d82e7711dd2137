import Core

extension Command {
    static let routes = Command(
        "routes", "List all routes with what they ask for.",
        details: "In the order of the config file, disabled ones too. The last column is the line in the file.",
        options: [.config, .json], exitMeanings: [.refused: "the config has errors"],
        examples: ["gateway routes", "gateway routes --json"]
    ) { (arguments) throws(CommandFailure) in
        let file = try ConfigFile(arguments)
        let routes = file.config.apis.flatMap { api in api.routes.map { ListedRoute($0, of: api, in: file) } }
        if arguments.has(.json) { return try Program.print(PrettyJSON.array(routes.map(\.json)).rendered) }
        var table = TextTable([
            "METHOD", "PATH", "API", "OPERATION", "TOKEN", "APP", "RATE LIMIT", "ENVELOPE", "STATE", "LINE",
        ])
        for route in routes { table.add(route.cells) }
        return try Program.print(table.text)
    }
}

/// A route as `gateway routes` shows it.
private struct ListedRoute {
    let route: RouteConfig
    let api: APIConfig
    let envelope: ConfigName
    let position: ConfigPosition

    init(_ route: RouteConfig, of api: APIConfig, in file: ConfigFile) {
        self.route = route
        self.api = api
        // What a disabled route answers is the gateway's own.
        envelope =
            api.isEnabled && route.isEnabled
            ? (route.envelope ?? api.envelope ?? file.config.envelope).value : file.config.envelope.value
        position = file.source.position(of: route.place.offset)
    }

    private var rateLimit: RateLimit? { route.rateLimit(in: api)?.value }

    private var state: String {
        if !api.isEnabled { return "API disabled" }
        return route.isEnabled ? "enabled" : "disabled"
    }

    /// The rule, and where else than the API's tokens are looked for.
    private var token: String {
        let rule = route.token.value.rawValue
        guard let lookup = route.tokenLookup else { return rule }
        return "\(rule) (\(lookup.map(\.value.description).joined(separator: ", ")))"
    }

    var cells: [String] {
        [
            route.socket == nil ? route.method.value.rawValue : "SOCKET",
            "\(route.host?.value.text ?? "")\(route.path.value)", api.name.text, route.operation.value, token,
            route.app.value.rawValue,
            rateLimit?.description ?? "none", envelope.text, state, "\(position.line)",
        ]
    }

    var json: PrettyJSON {
        .object([
            ("method", .string(route.method.value.rawValue)),
            ("socket", route.socket.map { .string($0.value.rawValue) } ?? .null),
            ("host", route.host.map { .string($0.value.text) } ?? .null),
            ("path", .string(route.path.value.description)), ("api", .string(api.name.text)),
            ("plugin", .string(api.plugin.value)), ("operation", .string(route.operation.value)),
            ("token", .string(route.token.value.rawValue)),
            ("lookup", route.tokenLookup.map { .array($0.map { .string($0.value.description) }) } ?? .null),
            ("app", .string(route.app.value.rawValue)),
            ("rateLimit", rateLimit?.json ?? .null),
            ("envelope", .string(envelope.text)), ("enabled", .boolean(api.isEnabled && route.isEnabled)),
            ("line", .integer(position.line)), ("column", .integer(position.column)),
        ])
    }
}

extension RateLimit {
    /// As the config writes it.
    fileprivate var json: PrettyJSON {
        .object([
            ("per", .string(party.rawValue)), ("requests", .integer(requests)), ("seconds", .integer(seconds)),
        ])
    }
}

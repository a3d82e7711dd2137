import Kit

extension RouteBinding {
    mutating func bind(_ route: RouteConfig, _ api: Surroundings) {
        if let envelope = route.envelope { checkEnvelope(envelope) }
        checkRouteLookup(route)
        warnOfLength(route)
        warnOfLiterals(route)
        let access = AccessRule(token: tokenCheck(route, api), app: appCheck(route, api))
        checkRateLimit(route, api)
        let operation = operation(route, api)
        let bodyLimit = bodyLimit(route, api)
        if let operation {
            checkNeeds(of: operation, route)
            checkBodyLimit(bodyLimit, operation)
        }
        let isEnabled = api.config.isEnabled && route.isEnabled
        let handler = operation.flatMap { api.instance?.handlers[$0.name] }
        var bound: BoundOperation?
        if isEnabled, let operation, let handler { bound = BoundOperation(signature: operation, handler: handler) }
        routes.append(
            BoundRoute(
                written: route, api: api.config, operation: bound, access: access,
                bodyLimitBytes: bodyLimit.value,
                envelope: isEnabled ? route.envelope ?? api.config.envelope ?? config.envelope : config.envelope,
                // Nobody knows the parameters of an operation that there is not.
                secretSegments: route.path.value.segments(
                    ofParameters: operation?.input.secretPathFields ?? route.path.value.parameterNames)))
    }

    // MARK: Operation

    private mutating func operation(_ route: RouteConfig, _ api: Surroundings) -> OperationSignature? {
        guard let plugin = api.plugin else { return nil }
        guard let operation = plugin.operations.first(where: { $0.name == route.operation.value }) else {
            let noun = "an operation of \(plugin.id)"
            let words = ConfigText.unknown(route.operation.value, noun, among: plugin.operations.map(\.name))
            report.error(route.operation.place, .operationUnknown, words)
            return nil
        }
        checkParameters(route.path, operation)
        checkSocket(route, operation)
        return operation
    }

    private mutating func checkSocket(_ route: RouteConfig, _ operation: OperationSignature) {
        let name = operation.name
        if report.hasError(at: route.place.path.key("socket")) { return }
        if let socket = route.socket, operation.kind != .socket {
            report.error(socket.place, .socketKind, "\(name) is no socket; write \"method\" in the place of \"socket\"")
        } else if route.socket == nil, operation.kind == .socket {
            report.error(
                route.method.place, .socketKind,
                "\(name) is a socket; write \"socket\": \"json\" in the place of \"method\"")
        }
    }

    private mutating func checkParameters(_ path: Located<PathPattern>, _ operation: OperationSignature) {
        let named = path.value.parameterNames
        let wanted = operation.input.pathFields
        let missing = wanted.filter { !named.contains($0) }
        for name in missing {
            report.error(path.place, .routeParameters, "lacks {\(name)}, which \(operation.name) takes from the path")
        }
        for name in named where !wanted.contains(name) {
            let hint = NearestName.suggestion(for: name, among: missing) ?? ""
            report.error(
                path.place, .routeParameters,
                "has {\(name)}, which \(operation.name) does not take from the path\(hint)")
        }
    }

    // MARK: Rules

    private mutating func checkRouteLookup(_ route: RouteConfig) {
        guard let lookup = route.tokenLookup else { return }
        checkLookup(lookup)
        guard route.token.value == .none, let first = lookup.first, !report.hasError(at: route.token.place.path)
        else { return }
        report.error(
            ConfigPlace(first.place.offset, route.place.path.key("lookup")), .tokenLookup,
            "is of no use where \"token\" is \"none\"; write \"token\": \"required\" or \"optional\"")
    }

    private mutating func tokenCheck(_ route: RouteConfig, _ api: Surroundings) -> AccessRule.TokenCheck? {
        guard route.token.value != .none else { return nil }
        let rule = ConfigText.quoted(route.token.value.rawValue)
        if let plugin = api.plugin, !plugin.hasTokens {
            report.error(route.token.place, .tokenNone, "\(rule) needs tokens, and the plugin \(plugin.id) has none")
            return nil
        }
        let path = api.config.place.path.key("token")
        guard let lookup = route.tokenLookup ?? api.config.tokenLookup else {
            if !report.hasError(at: path) {
                report.error(route.token.place, .tokenLookup, "\(rule) needs \(path).lookup, which is missing")
            }
            return nil
        }
        guard let verifier = api.instance?.tokenVerifier else { return nil }
        return AccessRule.TokenCheck(
            isRequired: route.token.value == .required, lookup: lookup.map(\.value), verifier: verifier)
    }

    private mutating func appCheck(_ route: RouteConfig, _ api: Surroundings) -> AccessRule.AppCheck? {
        guard route.app.value != .none else { return nil }
        if let header = api.config.appHeader {
            return AccessRule.AppCheck(header: header.value, requiresSuper: route.app.value == .super)
        }
        let path = api.config.place.path.key("app")
        if !report.hasError(at: path) {
            let rule = ConfigText.quoted(route.app.value.rawValue)
            report.error(route.app.place, .appHeader, "\(rule) needs \(path).header, which is missing")
        }
        return nil
    }

    /// Without the rule, every caller would be unknown.
    private mutating func checkRateLimit(_ route: RouteConfig, _ api: Surroundings) {
        guard let limit = route.rateLimit(in: api.config) else { return }
        let rule: String
        switch limit.value.party {
        case .app where route.app.value == .none: rule = "app"
        case .subject where route.token.value == .none: rule = "token"
        default: return
        }
        if report.hasError(at: route.place.path.key("rateLimit")) { return }
        let party = ConfigText.quoted(limit.value.party.rawValue)
        let words = "is per \(party), and the \(rule) rule of the route is \"none\""
        if route.hasOwnRateLimit {
            report.error(limit.place, .rateLimitParty, words)
        } else {
            report.error(
                route.place.missing("rateLimit"), .rateLimitParty,
                "the API's rate limit \(words); give the route a rate limit of its own, or null")
        }
    }

    /// A request line longer than the limit is refused before its route is looked for. A parameter has a byte at least.
    private mutating func warnOfLength(_ route: RouteConfig) {
        let path = route.path.value
        let pathBytes = path.segments.reduce(path.endsWithSlash ? 1 : 0) { bytes, segment in
            if case .literal(let text) = segment { bytes + 1 + text.utf8.count } else { bytes + 2 }
        }
        let lineBytes = "\(route.method.value)  HTTP/1.1".utf8.count + pathBytes
        guard lineBytes > config.limits.requestLineBytes else { return }
        report.warning(
            route.path.place, .routeLength,
            "is never asked for: its request line has \(lineBytes) bytes, and limits.requestLineBytes is "
                + "\(config.limits.requestLineBytes)")
    }
}

import Kit

extension RouteBinding {
    mutating func bind(_ route: RouteConfig, _ api: Surroundings) {
        if let envelope = route.envelope { checkEnvelope(envelope) }
        let pattern = RoutePattern(host: route.host?.value, method: route.method.value, path: route.path.value)
        warnOfLength(pattern, route)
        let token = tokenCheck(route, api)
        let app = appCheck(route, api)
        let limit = limit(route, api)
        let operation = operation(route, api)
        let isEnabled = api.config.isEnabled && route.isEnabled
        var service = BoundRoute.Service.disabled
        if isEnabled, let operation, let handler = api.instance?.handlers[operation.name] {
            service = .operation(
                BoundOperation(
                    operation: operation, handler: handler, token: token, app: app,
                    bodyLimitBytes: route.bodyLimitBytes ?? api.config.bodyLimitBytes ?? config.limits.bodyBytes,
                    limit: limit))
        }
        let bound = BoundRoute(
            pattern: pattern, api: api.config.name, operationName: route.operation.value,
            envelope: isEnabled ? route.envelope?.value ?? api.envelope : config.envelope.value,
            position: findings.source.position(of: route.place.offset), service: service,
            // Nobody knows what the parameters of an API are that is switched off.
            secretSegments: pattern.path.segments(
                ofParameters: operation?.input.secretPathFields ?? pattern.path.parameterNames))
        routes.append(PlacedRoute(route: bound, place: route.place, isEnabled: isEnabled))
    }

    // MARK: Operation

    private mutating func operation(_ route: RouteConfig, _ api: Surroundings) -> OperationSignature? {
        guard api.instance != nil, let plugin = api.plugin else { return nil }
        guard let operation = plugin.operations.first(where: { $0.name == route.operation.value }) else {
            let noun = "an operation of \(plugin.id)"
            let words = ConfigText.unknown(route.operation.value, noun, among: plugin.operations.map(\.name))
            findings.error(route.operation.place, words)
            return nil
        }
        checkParameters(route.path, operation)
        return operation
    }

    private mutating func checkParameters(_ path: Located<PathPattern>, _ operation: OperationSignature) {
        let named = path.value.parameterNames
        let wanted = operation.input.pathFields
        let missing = wanted.filter { !named.contains($0) }
        for name in missing {
            findings.error(path.place, "lacks {\(name)}, which \(operation.name) takes from the path")
        }
        for name in named where !wanted.contains(name) {
            let hint = NearestName.suggestion(for: name, among: missing) ?? ""
            findings.error(path.place, "has {\(name)}, which \(operation.name) does not take from the path\(hint)")
        }
    }

    // MARK: Rules

    private mutating func tokenCheck(_ route: RouteConfig, _ api: Surroundings) -> TokenCheck? {
        guard route.token.value != .none else { return nil }
        let rule = ConfigText.quoted(route.token.value.rawValue)
        if let instance = api.instance, instance.tokenVerifier == nil {
            findings.error(route.token.place, "\(rule) needs tokens, and the plugin \(instance.id) has none")
            return nil
        }
        let path = api.config.place.path.key("token")
        guard let lookup = api.config.tokenLookup else {
            if !findings.hasError(at: path) {
                findings.error(route.token.place, "\(rule) needs \(path).lookup, which is missing")
            }
            return nil
        }
        guard let verifier = api.instance?.tokenVerifier else { return nil }
        return TokenCheck(
            isRequired: route.token.value == .required, lookup: lookup.map(\.value), verifier: verifier)
    }

    private mutating func appCheck(_ route: RouteConfig, _ api: Surroundings) -> AppCheck? {
        guard route.app.value != .none else { return nil }
        if let header = api.config.appHeader {
            return AppCheck(header: header.value, requiresSuper: route.app.value == .super)
        }
        let path = api.config.place.path.key("app")
        if !findings.hasError(at: path) {
            let rule = ConfigText.quoted(route.app.value.rawValue)
            findings.error(route.app.place, "\(rule) needs \(path).header, which is missing")
        }
        return nil
    }

    /// Without the rule, every caller would be unknown.
    private mutating func limit(_ route: RouteConfig, _ api: Surroundings) -> BoundLimit? {
        guard let limit = route.limit(in: api.config) else { return nil }
        let isShared = if case .inherited = route.ownLimit { true } else { false }
        let rule: String? =
            switch limit.value.party {
            case .app where route.app.value == .none: "app"
            case .subject where route.token.value == .none: "token"
            default: nil
            }
        if let rule, !findings.hasError(at: route.place.path.key("limit")) {
            let party = ConfigText.quoted(limit.value.party.rawValue)
            let words = "is per \(party), and the \(rule) rule of the route is \"none\""
            if isShared {
                findings.error(
                    route.place.missing("limit"), "the API's limit \(words); give the route a limit of its own, or null"
                )
            } else {
                findings.error(limit.place, words)
            }
        }
        return BoundLimit(limit: limit.value, isShared: isShared)
    }

    /// A request line longer than the limit is refused before its route is looked for. A parameter has a byte at least.
    private mutating func warnOfLength(_ pattern: RoutePattern, _ route: RouteConfig) {
        let pathBytes = pattern.path.segments.reduce(pattern.path.endsWithSlash ? 1 : 0) { bytes, segment in
            if case .literal(let text) = segment { bytes + 1 + text.utf8.count } else { bytes + 2 }
        }
        let lineBytes = "\(pattern.method)  HTTP/1.1".utf8.count + pathBytes
        guard lineBytes > config.limits.requestLineBytes else { return }
        findings.warning(
            route.path.place,
            "is never asked for: its request line has \(lineBytes) bytes, and limits.requestLineBytes is "
                + "\(config.limits.requestLineBytes)")
    }
}

import Kit

extension RouteBinding {
    // MARK: Callers

    /// Every request of a route that does not give what its operation needs would be refused, or be anybody's.
    mutating func checkNeeds(of operation: OperationSignature, _ route: RouteConfig) {
        if operation.needs.contains(.token), route.token.value != .required,
            !report.hasError(at: route.token.place.path)
        {
            report.error(
                route.token.place, .tokenNeeded,
                Self.words(route.token.value.rawValue, operation, "a caller's token", "write \"token\": \"required\""))
        }
        if operation.needs.contains(.app), route.app.value == .none, !report.hasError(at: route.app.place.path) {
            report.error(
                route.app.place, .appNeeded,
                Self.words(
                    route.app.value.rawValue, operation, "an app",
                    "write \"app\": \"known\", or \"super\" for super apps alone"))
        }
    }

    private static func words(_ rule: String, _ operation: OperationSignature, _ need: String, _ hint: String) -> String
    {
        "is \(ConfigText.quoted(rule)), and \(operation.name) cannot do without \(need); \(hint)"
    }

    // MARK: Bodies

    /// The limit that holds for a route's bodies, and where it was chosen.
    func bodyLimit(_ route: RouteConfig, _ api: Surroundings) -> Located<Int> {
        route.bodyLimitBytes ?? api.config.bodyLimitBytes ?? config.writtenLimits[\.bodyBytes]
    }

    /// A limit under which no request of the operation could ever be answered well.
    mutating func checkBodyLimit(_ limit: Located<Int>, _ operation: OperationSignature) {
        let leastBytes = operation.input.leastBodyBytes
        if limit.value < leastBytes {
            report.error(
                limit.place, .limitSmall,
                "is \(limit.value), and no body that \(operation.name) can use has less than \(leastBytes) bytes")
        }
        let budget = config.writtenLimits[GatewayLimits.bodyBudget]
        // Files go to disk.
        let isBuffered = leastBytes > 0 && !operation.input.takesFiles
        guard isBuffered, limit.value > budget.value, !report.hasError(at: limit.place.path) else { return }
        report.error(
            limit.place, .limitContradiction,
            "is \(limit.value), more than \(budget.place.path) (\(budget.value)) lets the gateway hold: larger bodies "
                + "would be answered 503 for ever")
    }
}

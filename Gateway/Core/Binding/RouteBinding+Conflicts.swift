extension RouteBinding {
    /// Notes routes that one request could match equally well.
    ///
    /// Two enabled ones are an error. Where one is disabled the other serves; it is a warning, for enabling both would
    /// be an error.
    /// - Returns: the routes that serve, in the file's order.
    mutating func withoutConflicts(_ routes: [BoundRoute]) -> [BoundRoute] {
        var first: [RouteConfig.Shape: Int] = [:]
        var isKept = [Bool](repeating: true, count: routes.count)
        for index in routes.indices {
            let route = routes[index]
            guard let rivalIndex = first[route.written.shape] else {
                first[route.written.shape] = index
                continue
            }
            let rival = routes[rivalIndex]
            reportConflict(route, with: rival)
            let replaces = route.isEnabled && !rival.isEnabled
            isKept[replaces ? rivalIndex : index] = false
            if replaces { first[route.written.shape] = index }
        }
        return routes.indices.filter { isKept[$0] }.map { routes[$0] }
    }

    private mutating func reportConflict(_ route: BoundRoute, with rival: BoundRoute) {
        // A refused host reads as if it had been left out.
        let hosts = [route, rival].map { $0.written.place.path.key("host") }
        if hosts.contains(where: report.hasError) { return }
        let words =
            "\(route.written.pattern) also matches what \(report.name(of: rival.written.place)) matches "
            + "(\(rival.written.pattern))"
        guard !(route.isEnabled && rival.isEnabled) else {
            return report.error(route.written.place, .routeConflict, words)
        }
        report.warning(route.written.place, .routeConflict, words + "; only one of them can be enabled")
    }

    /// Two paths that differ by their last slash only are two routes. That is fine where both run the same operation,
    /// and rarely meant where they do not.
    mutating func warnOfSlashes(_ routes: [BoundRoute]) {
        var open: [RouteConfig.Shape: BoundRoute] = [:]
        for route in routes where !route.written.path.value.segments.isEmpty {
            let shape = route.written.shape(endsWithSlash: false)
            guard let twin = open.updateValue(route, forKey: shape) else { continue }
            let isSame = twin.api.name == route.api.name && twin.operationName == route.operationName
            if isSame { continue }
            let rival = report.name(of: twin.written.place)
            report.warning(
                route.written.place, .routeSlash,
                "\(route.written.pattern) differs from \(rival) (\(twin.written.pattern)) by the slash at its end only")
        }
    }
}

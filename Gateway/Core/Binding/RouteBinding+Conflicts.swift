extension RouteBinding {
    /// Notes routes that one request could match equally well.
    ///
    /// Two enabled ones are an error. Where one is disabled the other serves; it is a warning, for enabling both would
    /// be an error.
    /// - Returns: the routes that serve, in the file's order.
    mutating func withoutConflicts(_ routes: [PlacedRoute]) -> [PlacedRoute] {
        var first: [RoutePattern.Shape: Int] = [:]
        var isKept = [Bool](repeating: true, count: routes.count)
        for index in routes.indices {
            let route = routes[index]
            guard let rivalIndex = first[route.route.pattern.shape] else {
                first[route.route.pattern.shape] = index
                continue
            }
            let rival = routes[rivalIndex]
            reportConflict(route, with: rival)
            let replaces = route.isEnabled && !rival.isEnabled
            isKept[replaces ? rivalIndex : index] = false
            if replaces { first[route.route.pattern.shape] = index }
        }
        return routes.indices.filter { isKept[$0] }.map { routes[$0] }
    }

    private mutating func reportConflict(_ route: PlacedRoute, with rival: PlacedRoute) {
        // A refused host reads as if it had been left out.
        if findings.hasError(at: route.place.path.key("host")) || findings.hasError(at: rival.place.path.key("host")) {
            return
        }
        let words =
            "\(route.route.pattern) also matches what \(findings.name(of: rival.place)) matches "
            + "(\(rival.route.pattern))"
        guard !(route.isEnabled && rival.isEnabled) else { return findings.error(route.place, words) }
        findings.warning(route.place, words + "; only one of them can be enabled")
    }

    /// Two paths that differ by their last slash only are two routes. That is fine where both run the same operation,
    /// and rarely meant where they do not.
    mutating func warnOfSlashes(_ routes: [PlacedRoute]) {
        var open: [RoutePattern.Shape: PlacedRoute] = [:]
        for route in routes where !route.route.pattern.path.segments.isEmpty {
            let shape = route.route.pattern.shape(endsWithSlash: false)
            guard let twin = open.updateValue(route, forKey: shape) else { continue }
            let isSame = twin.route.api == route.route.api && twin.route.operationName == route.route.operationName
            if isSame { continue }
            let rival = findings.name(of: twin.place)
            findings.warning(
                route.place,
                "\(route.route.pattern) differs from \(rival) (\(twin.route.pattern)) by the slash at its end only")
        }
    }
}

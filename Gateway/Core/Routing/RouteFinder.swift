import Kit

/// The first stage: which route is a request for?
struct RouteFinder {
    private let table: RouteTable

    init(_ table: RouteTable) { self.table = table }

    /// What a request asks for.
    enum Found {
        case route(Route, BoundOperation)
        /// OPTIONS: the answer is `exchange.allow`.
        case options
    }

    /// - Throws: `route.unknown`, `api.disabled`, `method.not_allowed` (with `exchange.allow` set), `request.malformed`.
    func find(_ exchange: Exchange) throws(APIError) -> Found {
        let request = exchange.request
        if request.isAsteriskForm {
            exchange.allow = RouteTable.allMethods
            return .options
        }
        let match = try lookUp(exchange, request)
        switch match {
        case .unknown: throw APIError(.routeUnknown)
        case .otherMethods(let allow):
            exchange.allow = allow
            if request.method == .options { return .options }
            throw APIError(.methodNotAllowed)
        case .route(let route):
            exchange.route = route
            guard let operation = route.operation else { throw APIError(.apiDisabled) }
            return .route(route, operation)
        }
    }

    private func lookUp(_ exchange: Exchange, _ request: Request) throws(APIError) -> RouteTable.Match {
        let method = RouteMethod(request.method)
        if request.pathNeedsDecoding {
            try decodePath(exchange)
            return table.match(
                method, host: request.host, path: exchange.decodedPath.span, segments: exchange.segments,
                parameters: &exchange.parameters)
        }
        let path = request.head.span.extracting(request.pathRange)
        exchange.segments.cut(path)
        return table.match(
            method, host: request.host, path: path, segments: exchange.segments, parameters: &exchange.parameters)
    }

    /// Decodes the path segment by segment: an encoded slash stays in its segment.
    private func decodePath(_ exchange: Exchange) throws(APIError) {
        let request = exchange.request
        exchange.segments.cut(request.head.span.extracting(request.pathRange))
        var ranges: [Range<Int>] = []
        for range in exchange.segments.ranges {
            let start = request.pathRange.lowerBound
            guard let segment = request.decodedSegment(start + range.lowerBound..<start + range.upperBound) else {
                throw APIError(.requestMalformed, message: "the path has a bad percent-escape")
            }
            let lower = exchange.decodedPath.count
            exchange.decodedPath.append(contentsOf: segment)
            ranges.append(lower..<exchange.decodedPath.count)
        }
        exchange.segments.set(ranges, endWithSlash: exchange.segments.endWithSlash)
    }
}

import Kit

/// The first stage: which route is a request for?
struct RouteFinder {
    private static let allMethods = Array("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS".utf8)

    private let table: RouteTable

    init(_ table: RouteTable) { self.table = table }

    /// What a request asks for.
    enum Found {
        case route(Route, BoundOperation)
        /// OPTIONS: the answer is `exchange.facts.allow`.
        case options
    }

    /// - Throws: `route.unknown`, `api.disabled`, `method.not_implemented`, and `method.not_allowed` with
    ///   `exchange.facts.allow` set.
    func find(_ exchange: Exchange) throws(APIError) -> Found {
        let request = exchange.head
        // Unknown everywhere is another matter than not allowed here (RFC 9110 §9.1).
        if request.method == .other { throw APIError(.methodNotImplemented) }
        if request.isAsteriskForm {
            exchange.facts.allow = Self.allMethods
            return .options
        }
        let match = lookUp(exchange, request)
        switch match {
        case .unknown: throw APIError(.routeUnknown)
        case .otherMethods(let allow):
            exchange.facts.allow = allow
            if request.method == .options { return .options }
            throw APIError(.methodNotAllowed)
        case .route(let route):
            exchange.facts.route = route
            guard let operation = route.operation else { throw APIError(.apiDisabled) }
            return .route(route, operation)
        }
    }

    private func lookUp(_ exchange: Exchange, _ request: RequestHead) -> RouteTable.Match {
        let method = RouteMethod(request.method)
        let head = request.bytes
        let host = head.span.extracting(request.hostRange)
        let path = head.span.extracting(request.pathRange)
        exchange.segments.cut(path)
        if request.pathNeedsDecoding {
            let decoded = decode(exchange.segments.ranges, of: request)
            return table.match(
                method, host: host, text: decoded.text.span, segments: decoded.segments,
                endsWithSlash: exchange.segments.endWithSlash, parameters: &exchange.parameters)
        }
        return table.match(
            method, host: host, text: path, segments: exchange.segments.ranges,
            endsWithSlash: exchange.segments.endWithSlash, parameters: &exchange.parameters)
    }

    /// The segment from which on the log must not show the path of a request without a route; `nil` when it may.
    func firstSecretSegment(of exchange: Exchange) -> Int? {
        let request = exchange.head
        guard table.hasSecretSegments, !request.pathRange.isEmpty else { return nil }
        let head = request.bytes
        exchange.segments.cut(head.span.extracting(request.pathRange))
        let decoded = decode(exchange.segments.ranges.prefix(table.segmentLimit), of: request)
        return table.firstSecretSegment(text: decoded.text.span, segments: decoded.segments)
    }

    /// Decodes each segment for itself, so that an encoded slash is no border.
    private func decode(
        _ ranges: some Sequence<Range<Int>>, of request: RequestHead
    ) -> (text: [UInt8], segments: [Range<Int>]) {
        var text: [UInt8] = []
        var segments: [Range<Int>] = []
        let start = request.pathRange.lowerBound
        for range in ranges {
            let segment = request.decodedSegment(start + range.lowerBound..<start + range.upperBound)
            segments.append(text.count..<text.count + segment.count)
            text.append(contentsOf: segment)
        }
        return (text, segments)
    }
}

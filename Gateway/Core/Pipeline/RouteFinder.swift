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
    func find(_ exchange: inout Exchange) throws(APIError) -> Found {
        // Unknown everywhere is another matter than not allowed here (RFC 9110 §9.1).
        if exchange.head.method == .other { throw APIError(.methodNotImplemented) }
        if exchange.head.isAsteriskForm {
            exchange.facts.allow = Self.allMethods
            return .options
        }
        switch lookUp(&exchange) {
        case .unknown: throw APIError(.routeUnknown)
        case .otherMethods(let allow):
            exchange.facts.allow = allow
            if exchange.head.method == .options { return .options }
            throw APIError(.methodNotAllowed)
        case .route(let route):
            exchange.facts.route = route
            guard let operation = route.operation else { throw APIError(.apiDisabled) }
            return .route(route, operation)
        }
    }

    private func lookUp(_ exchange: inout Exchange) -> RouteTable.Match {
        Self.cut(exchange.head, into: &exchange.segments)
        return match(exchange.head, exchange.segments, &exchange.parameters)
    }

    private static func cut(_ head: borrowing RequestHead, into segments: inout PathSegments) {
        segments.cut(head.bytes.span.extracting(head.pathRange))
    }

    private func match(
        _ head: borrowing RequestHead, _ segments: borrowing PathSegments, _ parameters: inout [Int]
    ) -> RouteTable.Match {
        let method = RouteMethod(head.method)
        let host = head.bytes.span.extracting(head.hostRange)
        if head.pathNeedsDecoding {
            let decoded = decode(segments.ranges, of: head)
            return table.match(
                method, host: host, text: decoded.text.span, segments: decoded.segments,
                endsWithSlash: segments.endWithSlash, parameters: &parameters)
        }
        return table.match(
            method, host: host, text: head.bytes.span.extracting(head.pathRange), segments: segments.ranges,
            endsWithSlash: segments.endWithSlash, parameters: &parameters)
    }

    /// The segment from which on the log must not show the path of a request without a route; `nil` when it may.
    func firstSecretSegment(of exchange: inout Exchange) -> Int? {
        guard table.hasSecretSegments, !exchange.head.pathRange.isEmpty else { return nil }
        Self.cut(exchange.head, into: &exchange.segments)
        let decoded = decode(exchange.segments.ranges.prefix(table.segmentLimit), of: exchange.head)
        return table.firstSecretSegment(text: decoded.text.span, segments: decoded.segments)
    }

    /// Decodes each segment for itself, so that an encoded slash is no border.
    private func decode(
        _ ranges: some Sequence<Range<Int>>, of request: borrowing RequestHead
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

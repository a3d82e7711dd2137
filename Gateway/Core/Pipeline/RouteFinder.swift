import Kit

/// The stage that finds out which route a request is for.
struct RouteFinder {
    private static let allMethods = Array("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS".utf8)

    private let table: RouteTable

    init(_ table: RouteTable) { self.table = table }

    /// What a request asks for.
    enum Found {
        /// It is switched on.
        case route(Route)
        /// OPTIONS: the answer is `exchange.facts.allow`.
        case options
    }

    /// - Throws: `route.unknown`, `api.disabled`, `method.not_implemented`, and `method.not_allowed` with
    ///   `exchange.facts.allow` set.
    func find(_ exchange: inout Exchange) throws(APIError) -> Found {
        // Unknown everywhere is another matter than not allowed here (RFC 9110 §9.1).
        if exchange.head.method == .other { throw APIError(.methodNotImplemented, .methodUnknown) }
        if exchange.head.isAsteriskForm {
            exchange.facts.allow = Self.allMethods
            return .options
        }
        switch lookUp(exchange.head) {
        case .unknown: throw APIError(.routeUnknown, .noRoute)
        case .otherMethods(let allow):
            exchange.facts.allow = allow
            if exchange.head.method == .options { return .options }
            throw APIError(.methodNotAllowed, .otherMethods)
        case .route(let route):
            exchange.facts.route = route
            if route.handler == nil { throw APIError(.apiDisabled, .switchedOff) }
            return .route(route)
        }
    }

    private func lookUp(_ head: borrowing RequestHead) -> RouteTable.Match {
        let method = RouteMethod(head.method)
        let host = head.bytes.span.extracting(head.hostRange)
        let path = head.bytes.span.extracting(head.pathRange)
        guard head.pathNeedsDecoding else { return table.match(method, host: host, path: path) }
        let decoded = PathEscapes.withoutEscapes(path)
        return table.match(method, host: host, path: decoded.span)
    }

    /// What a log may hold of the path of a request without a route; `nil`: all of it.
    func maskedPath(of head: borrowing RequestHead) -> [UInt8]? {
        guard !table.secrets.isEmpty, !head.pathRange.isEmpty else { return nil }
        return table.secrets.masked(head.bytes.span.extracting(head.pathRange))
    }
}

/// The routes of one host, as a tree of path segments.
struct RouteTree: Sendable {
    /// All routes of one path.
    struct Endpoint {
        var routes: [Route] = []
        /// The methods a client may use, for `Allow`.
        var allow: [UInt8] = []
    }

    private struct Node {
        var literals: [(bytes: [UInt8], child: Int)] = []
        var parameter: Int?
        /// Of the path that ends here.
        var endpoint = Endpoint()
        /// Of the path that ends here with a slash.
        var slashEndpoint = Endpoint()
    }

    private var nodes = [Node()]

    mutating func add(_ route: Route) {
        let path = route.bound.pattern.path
        var node = 0
        for segment in path.segments { node = child(of: node, for: segment) }
        if path.endsWithSlash {
            nodes[node].slashEndpoint.add(route)
        } else {
            nodes[node].endpoint.add(route)
        }
    }

    private mutating func child(of node: Int, for segment: PathPattern.Segment) -> Int {
        switch segment {
        case .literal(let text):
            let bytes = Array(text.utf8)
            if let known = nodes[node].literals.first(where: { $0.bytes == bytes }) { return known.child }
            nodes.append(Node())
            nodes[node].literals.append((bytes, nodes.count - 1))
        case .parameter:
            if let known = nodes[node].parameter { return known }
            nodes.append(Node())
            nodes[node].parameter = nodes.count - 1
        }
        return nodes.count - 1
    }

    /// As `RouteTable.match`.
    func match(
        _ method: RouteMethod?, _ path: Span<UInt8>, _ segments: PathSegments, _ parameters: inout [Range<Int>]
    ) -> RouteTable.Match {
        find(0, 0, path, segments, &parameters)?.match(method) ?? .unknown
    }

    /// Goes down one segment; comes back when a literal led nowhere and a parameter may lead on. A node stands for one
    /// prefix, so none is seen twice.
    private func find(
        _ node: Int, _ depth: Int, _ path: Span<UInt8>, _ segments: PathSegments, _ parameters: inout [Range<Int>]
    ) -> Endpoint? {
        if depth == segments.ranges.count {
            let endpoint = segments.endWithSlash ? nodes[node].slashEndpoint : nodes[node].endpoint
            return endpoint.routes.isEmpty ? nil : endpoint
        }
        let range = segments.ranges[depth]
        let text = path.extracting(range)
        for (bytes, child) in nodes[node].literals where text.isEqual(to: bytes) {
            if let found = find(child, depth + 1, path, segments, &parameters) { return found }
            break
        }
        guard let parameter = nodes[node].parameter, !range.isEmpty else { return nil }
        parameters.append(range)
        if let found = find(parameter, depth + 1, path, segments, &parameters) { return found }
        parameters.removeLast()
        return nil
    }
}

extension RouteTree.Endpoint {
    mutating func add(_ route: Route) {
        routes.append(route)
        let served = routes.filter { $0.operation != nil }.map(\.bound.pattern.method)
        var methods = served.map(\.rawValue)
        if served.contains(.get) { methods.append("HEAD") }
        allow = Array((methods + ["OPTIONS"]).joined(separator: ", ").utf8)
    }

    fileprivate func match(_ method: RouteMethod?) -> RouteTable.Match {
        if let method, let route = routes.first(where: { $0.bound.pattern.method == method }) { return .route(route) }
        // A path of which all is switched off answers so for every method.
        if let first = routes.first, routes.allSatisfy({ $0.operation == nil }) { return .route(first) }
        return .otherMethods(allow)
    }
}

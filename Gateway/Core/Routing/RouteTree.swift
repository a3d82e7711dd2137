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

    /// All routes of a path; `nil` when there is none. Parameters as in `RouteTable.match`.
    func find(
        _ text: Span<UInt8>, _ segments: [Range<Int>], _ endsWithSlash: Bool, _ parameters: inout [Int]
    ) -> Endpoint? {
        find(node: 0, depth: 0, text, segments, endsWithSlash, &parameters)
    }

    /// Goes down one segment; comes back when a literal led nowhere and a parameter may lead on. A node stands for one
    /// prefix, so none is seen twice.
    private func find(
        node: Int, depth: Int, _ text: Span<UInt8>, _ segments: [Range<Int>], _ endsWithSlash: Bool,
        _ parameters: inout [Int]
    ) -> Endpoint? {
        if depth == segments.count {
            let endpoint = endsWithSlash ? nodes[node].slashEndpoint : nodes[node].endpoint
            return endpoint.routes.isEmpty ? nil : endpoint
        }
        let segment = text.extracting(segments[depth])
        for (bytes, child) in nodes[node].literals where segment.isEqual(to: bytes) {
            if let found = find(node: child, depth: depth + 1, text, segments, endsWithSlash, &parameters) {
                return found
            }
            break
        }
        guard let parameter = nodes[node].parameter, !segment.isEmpty else { return nil }
        parameters.append(depth)
        if let found = find(node: parameter, depth: depth + 1, text, segments, endsWithSlash, &parameters) {
            return found
        }
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

    func match(_ method: RouteMethod?) -> RouteTable.Match {
        if let method, let route = routes.first(where: { $0.bound.pattern.method == method }) { return .route(route) }
        // A path of which all is switched off answers so for every method.
        if let first = routes.first, routes.allSatisfy({ $0.operation == nil }) { return .route(first) }
        return .otherMethods(allow)
    }
}

/// The routes of one host, as a tree of path segments.
struct RouteTree: Sendable {
    private struct Node {
        var literals: [(bytes: [UInt8], child: Int)] = []
        var parameter: Int?
        /// What stands for the parameter is a secret of one of its routes.
        var isParameterSecret = false
        /// Of the path that ends here.
        var routes: [Route] = []
        /// Of the path that ends here with a slash.
        var slashRoutes: [Route] = []
    }

    /// What is looked for.
    struct Wanted: ~Escapable {
        let method: RouteMethod?
        /// What `segments` are ranges of.
        let text: Span<UInt8>
        let segments: [Range<Int>]
        let endsWithSlash: Bool

        @_lifetime(copy text)
        init(method: RouteMethod?, text: Span<UInt8>, segments: [Range<Int>], endsWithSlash: Bool) {
            self.method = method
            self.text = text
            self.segments = segments
            self.endsWithSlash = endsWithSlash
        }
    }

    private var nodes = [Node()]

    mutating func add(_ route: Route) {
        let path = route.bound.pattern.path
        var node = 0
        for (depth, segment) in path.segments.enumerated() {
            let parent = node
            node = child(of: parent, for: segment)
            if route.bound.secretSegments.contains(depth) { nodes[parent].isParameterSecret = true }
        }
        if path.endsWithSlash {
            nodes[node].slashRoutes.append(route)
        } else {
            nodes[node].routes.append(route)
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

    /// The best route for a path and a method. Parameters as in `RouteTable.match`.
    /// - Parameter others: gets the routes of the path for other methods, the best first.
    func find(_ wanted: borrowing Wanted, _ parameters: inout [Int], others: inout [Route]) -> Route? {
        find(node: 0, depth: 0, wanted, &parameters, &others)
    }

    /// The first segment that would be a secret if the path went on, or ended, as a route of the tree does.
    func firstSecretSegment(_ wanted: borrowing Wanted) -> Int? { firstSecret(node: 0, depth: 0, wanted) }

    private func firstSecret(node: Int, depth: Int, _ wanted: borrowing Wanted) -> Int? {
        guard depth < wanted.segments.count else { return nil }
        if nodes[node].isParameterSecret { return depth }
        let segment = wanted.text.extracting(wanted.segments[depth])
        var first = nodes[node].parameter.flatMap { firstSecret(node: $0, depth: depth + 1, wanted) }
        for (bytes, child) in nodes[node].literals where segment.isEqual(to: bytes) {
            guard let found = firstSecret(node: child, depth: depth + 1, wanted) else { continue }
            first = min(first ?? found, found)
        }
        return first
    }

    /// Goes down one segment; comes back when a literal led nowhere and a parameter may lead on. A node stands for one
    /// prefix, so none is seen twice.
    private func find(
        node: Int, depth: Int, _ wanted: borrowing Wanted, _ parameters: inout [Int], _ others: inout [Route]
    ) -> Route? {
        if depth == wanted.segments.count {
            let routes = wanted.endsWithSlash ? nodes[node].slashRoutes : nodes[node].routes
            if let route = routes.first(where: { $0.bound.pattern.method == wanted.method }) { return route }
            others += routes
            return nil
        }
        let segment = wanted.text.extracting(wanted.segments[depth])
        for (bytes, child) in nodes[node].literals where segment.isEqual(to: bytes) {
            if let found = find(node: child, depth: depth + 1, wanted, &parameters, &others) { return found }
            break
        }
        guard let parameter = nodes[node].parameter, !segment.isEmpty else { return nil }
        parameters.append(depth)
        if let found = find(node: parameter, depth: depth + 1, wanted, &parameters, &others) { return found }
        parameters.removeLast()
        return nil
    }
}

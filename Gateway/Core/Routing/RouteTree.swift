/// The routes as trees of path segments, one for each host and one for every host. A node is a number, and stands for a
/// prefix of paths; a look-up goes from node to node, and counts no reference before it has the route.
struct RouteTree: Sendable {
    private struct Node {
        /// The children that a literal segment leads to, in `literals`.
        var literals = 0..<0
        /// The child that a `{name}` leads to.
        var parameter: Int?
        /// Of the path that ends here, in `routes`.
        var ends = 0..<0
        /// Of the path that ends here with a slash.
        var slashEnds = 0..<0
    }

    /// The root of the routes for every host.
    static let everyHost = 0

    private var nodes: [Node]
    private var literals = LiteralList()
    private let routes: [Route]
    /// Of each of `routes`.
    private let methods: [RouteMethod]
    /// The roots of single hosts, and where their names in lower case are in `literals`.
    private let hostRoots: [Int]
    private let hostNames: Range<Int>

    init(_ routes: [Route]) {
        var plan = Plan()
        for route in routes { plan.add(route) }
        nodes = plan.nodes
        hostRoots = Array(plan.hosts.values)
        hostNames = literals.append(plan.hosts.map { ($0.key, $0.value) })
        for (node, children) in plan.children.enumerated() {
            nodes[node].literals = literals.append(children.map { ($0.key, $0.value) })
        }
        var ordered: [Route] = []
        for (node, ends) in plan.ends.enumerated() {
            nodes[node].ends = ordered.count..<ordered.count + ends.plain.count
            ordered += ends.plain
            nodes[node].slashEnds = ordered.count..<ordered.count + ends.slash.count
            ordered += ends.slash
        }
        self.routes = ordered
        methods = ordered.map(\.bound.written.method.value)
    }

    /// The tree while it grows.
    private struct Plan {
        var nodes = [Node()]
        /// The root of each host.
        var hosts: [String: Int] = [:]
        /// What the literals below each node lead to.
        var children: [[String: Int]] = [[:]]
        /// The routes of the path that ends at each node, without a slash and with one.
        var ends: [(plain: [Route], slash: [Route])] = [([], [])]

        mutating func add(_ route: Route) {
            var node = RouteTree.everyHost
            if let host = route.bound.written.host?.value {
                node = hosts[host.text] ?? newNode()
                hosts[host.text] = node
            }
            for segment in route.path.segments {
                switch segment {
                case .literal(let text): node = child(of: node, text)
                case .parameter: node = parameter(of: node)
                }
            }
            if route.path.endsWithSlash { ends[node].slash.append(route) } else { ends[node].plain.append(route) }
        }

        private mutating func child(of parent: Int, _ text: String) -> Int {
            let child = children[parent][text] ?? newNode()
            children[parent][text] = child
            return child
        }

        private mutating func parameter(of parent: Int) -> Int {
            let child = nodes[parent].parameter ?? newNode()
            nodes[parent].parameter = child
            return child
        }

        private mutating func newNode() -> Int {
            nodes.append(Node())
            children.append([:])
            ends.append(([], []))
            return nodes.count - 1
        }
    }
}

// MARK: Looking up

extension RouteTree {
    /// The root of a host's own routes; `nil` when it has none.
    /// - Parameter host: without a port, in any case. A dot at its end only says that it is the whole name (RFC 1034
    ///   §3.1).
    func root(ofHost host: Span<UInt8>) -> Int? {
        if hostNames.isEmpty { return nil }
        let isWhole = host.count > 1 && host[host.count &- 1] == UInt8(ascii: ".")
        let name = host.extracting(..<(isWhole ? host.count &- 1 : host.count))
        return literals.child(among: hostNames, named: SegmentText(name, foldsCase: true))
    }

    /// The best route for a path and a method: segment by segment, a literal beats a parameter.
    /// - Parameters:
    ///   - start: where the segment begins that leads on from the node.
    ///   - isPathKnown: becomes true when the path has routes, whatever their methods.
    func find(
        _ method: RouteMethod?, _ path: Span<UInt8>, from start: Int = 1, below node: Int, _ isPathKnown: inout Bool
    ) -> Route? {
        guard let segment = SegmentText(of: path, from: start) else {
            return route(method, among: nodes[node].slashEnds, &isPathKnown)
        }
        let end = segment.range.upperBound
        // When the literal leads nowhere, the parameter may lead on. No node is seen twice.
        if let literal = literals.child(among: nodes[node].literals, named: segment),
            let found = follow(method, path, from: end, to: literal, &isPathKnown)
        {
            return found
        }
        guard let parameter = nodes[node].parameter, end > start else { return nil }
        return follow(method, path, from: end, to: parameter, &isPathKnown)
    }

    private func follow(
        _ method: RouteMethod?, _ path: Span<UInt8>, from end: Int, to node: Int, _ isPathKnown: inout Bool
    ) -> Route? {
        if end == path.count { return route(method, among: nodes[node].ends, &isPathKnown) }
        return find(method, path, from: end + 1, below: node, &isPathKnown)
    }

    private func route(_ method: RouteMethod?, among range: Range<Int>, _ isPathKnown: inout Bool) -> Route? {
        if !range.isEmpty { isPathKnown = true }
        for index in range where methods[index] == method { return routes[index] }
        return nil
    }

    /// All routes of a path, whatever their methods, the best first.
    func all(of path: Span<UInt8>, from start: Int = 1, below node: Int) -> [Route] {
        guard let segment = SegmentText(of: path, from: start) else { return Array(routes[nodes[node].slashEnds]) }
        let end = segment.range.upperBound
        let literal = literals.child(among: nodes[node].literals, named: segment)
        var found: [Route] = []
        for case let next? in [literal, end > start ? nodes[node].parameter : nil] {
            found += end == path.count ? Array(routes[nodes[next].ends]) : all(of: path, from: end + 1, below: next)
        }
        return found
    }
}

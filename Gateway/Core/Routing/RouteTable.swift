import Kit

/// Finds the route of a request. Built once at load; looked up on all loops at once.
///
/// Host, method and path must all match. Of several routes that do, a host's own come before those of every host, and
/// segment by segment, a literal beats a parameter.
package struct RouteTable: Sendable {
    /// What a lookup ends in.
    enum Match {
        case route(Route)
        /// The path is known, the method is not; the methods for `Allow`, as one text.
        case otherMethods([UInt8])
        case unknown
    }

    private let hosts: [(name: [UInt8], tree: RouteTree)]
    private let everyHost: RouteTree
    /// Any path has at most so many segments as the longest route, or it is unknown.
    let segmentLimit: Int
    /// A route has a secret in its path.
    let hasSecretSegments: Bool

    /// - Parameter routes: no two match one request equally well, as `RouteBinding` has checked.
    package init(_ routes: [Route]) {
        var everyHost = RouteTree()
        var hosts: [String: RouteTree] = [:]
        for route in routes {
            if let host = route.bound.pattern.host {
                hosts[host.text, default: RouteTree()].add(route)
            } else {
                everyHost.add(route)
            }
        }
        self.everyHost = everyHost
        self.hosts = hosts.sorted { $0.key < $1.key }.map { (Array($0.key.utf8), $0.value) }
        hasSecretSegments = routes.contains { !$0.bound.secretSegments.isEmpty }
        segmentLimit = routes.map(\.bound.pattern.path.segments.count).max() ?? 0
    }

    /// - Parameters:
    ///   - host: without a port, in any case.
    ///   - text: what `segments` are ranges of.
    ///   - segments: the path's, decoded.
    ///   - parameters: gets the numbers of the segments that stand for `{name}`, from the left; empty before.
    func match(
        _ method: RouteMethod?, host: Span<UInt8>, text: Span<UInt8>, segments: [Range<Int>], endsWithSlash: Bool,
        parameters: inout [Int]
    ) -> Match {
        guard segments.count <= segmentLimit else { return .unknown }
        let wanted = RouteTree.Wanted(method: method, text: text, segments: segments, endsWithSlash: endsWithSlash)
        var others: [Route] = []
        for (name, tree) in hosts where host.isEqual(toLowercase: name) {
            if let found = tree.find(wanted, &parameters, others: &others) { return .route(found) }
            break
        }
        if let found = everyHost.find(wanted, &parameters, others: &others) { return .route(found) }
        // A path of which all is switched off answers so for every method.
        if let first = others.first, others.allSatisfy({ $0.operation == nil }) { return .route(first) }
        return others.isEmpty ? .unknown : .otherMethods(Self.allow(others))
    }

    /// Where a secret would begin in a path without a route, by any route at any host; `nil` when nowhere. What follows
    /// is not to be shown either: one slash too many moves a secret on.
    /// - Parameter segments: the path's, decoded; at most `segmentLimit` of them.
    func firstSecretSegment(text: Span<UInt8>, segments: [Range<Int>]) -> Int? {
        let wanted = RouteTree.Wanted(method: nil, text: text, segments: segments, endsWithSlash: false)
        let trees = [everyHost] + hosts.map(\.tree)
        return trees.compactMap { $0.firstSecretSegment(wanted) }.min()
    }

    /// The methods a client may use. Of two routes for one method the first answers.
    private static func allow(_ routes: [Route]) -> [UInt8] {
        var seen: Set<RouteMethod> = []
        let first = routes.filter { seen.insert($0.bound.pattern.method).inserted }
        let served = first.filter { $0.operation != nil }.map(\.bound.pattern.method)
        let head = served.contains(.get) ? ["HEAD"] : []
        return Array((served.map(\.rawValue) + head + ["OPTIONS"]).joined(separator: ", ").utf8)
    }
}

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

    private let tree: RouteTree
    /// What no log may hold of a path.
    let secrets: SecretPaths

    /// - Parameter routes: no two match one request equally well, as `RouteBinding` has checked.
    package init(_ routes: [Route]) {
        tree = RouteTree(routes)
        secrets = SecretPaths(routes)
    }

    /// - Parameters:
    ///   - host: without a port, in any case.
    ///   - path: without escapes.
    func match(_ method: RouteMethod?, host: Span<UInt8>, path: Span<UInt8>) -> Match {
        var isPathKnown = false
        let own = tree.root(ofHost: host)
        if let own, let found = tree.find(method, path, below: own, &isPathKnown) { return .route(found) }
        if let found = tree.find(method, path, below: RouteTree.everyHost, &isPathKnown) { return .route(found) }
        guard isPathKnown else { return .unknown }
        let routes =
            (own.map { tree.all(of: path, below: $0) } ?? []) + tree.all(of: path, below: RouteTree.everyHost)
        // A path of which all is switched off answers so for every method.
        if let first = routes.first, routes.allSatisfy({ $0.handler == nil }) { return .route(first) }
        return .otherMethods(Self.allow(routes))
    }

    /// The methods a client may use. Of two routes for one method the first answers.
    private static func allow(_ routes: [Route]) -> [UInt8] {
        var seen: Set<RouteMethod> = []
        let first = routes.filter { seen.insert($0.bound.written.method.value).inserted }
        let served = first.filter { $0.handler != nil }.map(\.bound.written.method.value)
        let head = served.contains(.get) ? ["HEAD"] : []
        return Array((served.map(\.rawValue) + head + ["OPTIONS"]).joined(separator: ", ").utf8)
    }
}

/// Which requests a route is for.
package struct RoutePattern: Sendable, Hashable, CustomStringConvertible {
    /// `nil`: every host.
    package let host: HostName?
    package let method: RouteMethod
    package let path: PathPattern

    package init(host: HostName? = nil, method: RouteMethod, path: PathPattern) {
        self.host = host
        self.method = method
        self.path = path
    }

    /// `GET /users/{id}`, or `GET api.example.com/users/{id}`.
    package var description: String { "\(method) \(host?.text ?? "")\(path)" }

    /// What is the same for two patterns that one request could match equally well: parameters' names do not count.
    package struct Shape: Hashable {
        let host: HostName?
        let method: RouteMethod
        /// `nil` stands for a parameter.
        let segments: [String?]
        let endsWithSlash: Bool
    }

    package var shape: Shape { shape(endsWithSlash: path.endsWithSlash) }

    func shape(endsWithSlash: Bool) -> Shape {
        let segments: [String?] = path.segments.map { if case .literal(let text) = $0 { text } else { nil } }
        return Shape(host: host, method: method, segments: segments, endsWithSlash: endsWithSlash)
    }
}

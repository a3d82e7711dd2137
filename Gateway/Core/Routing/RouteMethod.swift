/// A method that a route may serve. HEAD follows GET and OPTIONS is the gateway's own answer, so no route names them.
package enum RouteMethod: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// As in a request line.
    package var description: String { rawValue }
}

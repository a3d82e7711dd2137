/// A method that a route may serve. HEAD follows GET and OPTIONS is the gateway's own answer, so no route names them.
package enum RouteMethod: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// As in a request line.
    package var description: String { rawValue }

    /// The method whose routes answer a request; `nil` for those that no route can have.
    init?(_ method: RequestMethod) {
        switch method {
        case .get, .head: self = .get
        case .post: self = .post
        case .put: self = .put
        case .patch: self = .patch
        case .delete: self = .delete
        default: return nil
        }
    }
}

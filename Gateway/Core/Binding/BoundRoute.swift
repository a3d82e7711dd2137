/// A route with all that the request path needs to know, worked out at start.
package struct BoundRoute: Sendable {
    package let pattern: RoutePattern
    /// Its API.
    package let api: ConfigName
    /// The operation's name as written.
    package let operationName: String
    /// Wraps what is answered: the gateway's when the route is disabled.
    package let envelope: ConfigName
    /// Where the route stands in the config file, for `gateway explain` and `gateway routes`.
    package let position: ConfigPosition
    package let service: Service
    /// Which of the path's segments, from 0, no log may hold.
    package let secretSegments: [Int]

    /// What a request for the route gets.
    package enum Service: Sendable {
        /// 404 `api.disabled`.
        case disabled
        case operation(BoundOperation)
    }
}

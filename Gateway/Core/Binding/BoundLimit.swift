/// A limit, and which requests it counts together.
package struct BoundLimit: Sendable {
    package let limit: RateLimit
    /// It is the API's, and counts the requests of all routes that have none of their own; else the route's alone.
    package let isShared: Bool
}

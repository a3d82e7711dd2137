import System

/// Makes the limiters of a route table: one for each limit that the config names.
struct RateLimiters {
    private var shared: [Int: RateLimiter] = [:]
    private let epochNanoseconds = Clock.monotonicNanoseconds()

    /// `nil` when the route's callers are not counted.
    mutating func limiter(of route: BoundRoute) -> RateLimiter? {
        guard case .operation(let operation) = route.service, let bound = operation.limit else { return nil }
        if bound.isShared, let limiter = shared[operation.apiIndex] { return limiter }
        let limiter = RateLimiter(bound.limit, epochNanoseconds: epochNanoseconds)
        if bound.isShared { shared[operation.apiIndex] = limiter }
        return limiter
    }
}

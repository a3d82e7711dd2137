import System

/// The limiters of the process: one for each limit of the config that is served.
package final class RateLimiters: Sendable {
    /// Which requests a limit counts together.
    package struct Scope: Sendable, Hashable {
        /// The API's name.
        let api: String
        /// The route's pattern; `nil`: all routes of the API that have no limit of their own.
        let route: String?
    }

    private let current = Lock<[Scope: RateLimiter]>([:])

    package init() {}

    /// The limiters of a config that is served from now on. A limit that is the same as before goes on with its counts;
    /// one that is not asked for any more is forgotten.
    func adopt(_ limits: [Scope: RateLimit]) -> [Scope: RateLimiter] {
        let epochNanoseconds = Clock.monotonicNanoseconds()
        return current.withLock { current in
            let adopted = limits.map { scope, limit in
                if let known = current[scope], known.limit == limit { return (scope, known) }
                return (scope, RateLimiter(limit, epochNanoseconds: epochNanoseconds))
            }
            current = Dictionary(uniqueKeysWithValues: adopted)
            return current
        }
    }
}

package import Kit

/// A route as bound: what it names is there. `Route` is the same as served.
package struct BoundRoute: Sendable {
    /// As written.
    package let written: RouteConfig
    /// Its API, as written.
    package let api: APIConfig
    /// What it runs; `nil` when it or its API is switched off: then requests get 404 `api.disabled`.
    package let operation: BoundOperation?
    package let access: AccessRule
    package let bodyLimitBytes: Int
    /// Wraps what is answered: the gateway's when the route is switched off. And where that was chosen.
    package let envelope: Located<ConfigName>
    /// Which of the path's segments, from 0, no log may hold.
    package let secretSegments: [Int]

    /// Neither it nor its API is switched off.
    package var isEnabled: Bool { api.isEnabled && written.isEnabled }

    /// Where tokens are looked for, in this order; `nil` when neither it nor its API says.
    package var tokenLookup: [Located<TokenSource>]? { written.tokenLookup ?? api.tokenLookup }

    /// As written.
    package var operationName: String { written.operation.value }

    /// How often a caller may come; `nil`: callers are not counted.
    package var rateLimit: RateLimit? { operation == nil ? nil : written.rateLimit(in: api)?.value }

    /// What its rate limit counts together.
    var rateLimitScope: RateLimiters.Scope {
        RateLimiters.Scope(api: api.name.text, route: written.hasOwnRateLimit ? written.pattern : nil)
    }
}

/// An operation of a plugin that was made.
package struct BoundOperation: Sendable {
    package let signature: OperationSignature
    package let handler: OperationHandler
}

import Testing

@testable import Core

struct RateLimitersTests {
    private let limiters = RateLimiters()
    private let api = RateLimiters.Scope(api: "items", route: nil)
    private let route = RateLimiters.Scope(api: "items", route: "GET /items")
    private let limit = RateLimit(party: .address, requests: 2, seconds: 60)

    /// What counts in a scope when a config with these limits is served.
    private func limiter(
        _ scope: RateLimiters.Scope, of limits: [RateLimiters.Scope: RateLimit]
    ) throws -> RateLimiter {
        let limiter = limiters.adopt(limits)[scope]
        return try #require(limiter)
    }

    @Test func eachScopeCountsForItself() throws {
        let both = [api: limit, route: limit]
        #expect(try limiter(api, of: both) !== limiter(route, of: both))
    }

    @Test func whatHasNotChangedGoesOnWithItsCounts() throws {
        #expect(try limiter(route, of: [api: limit, route: limit]) === limiter(route, of: [route: limit]))
    }

    @Test(arguments: [
        RateLimit(party: .address, requests: 3, seconds: 60), RateLimit(party: .address, requests: 2, seconds: 61),
        RateLimit(party: .app, requests: 2, seconds: 60),
    ])
    func whatHasChangedStartsAnew(_ changed: RateLimit) throws {
        #expect(try limiter(api, of: [api: limit]) !== limiter(api, of: [api: changed]))
        #expect(try limiter(api, of: [api: changed]).limit == changed)
    }

    @Test func whatWasTakenAwayStartsAnewWhenItComesBack() throws {
        let first = try limiter(api, of: [api: limit])
        #expect(limiters.adopt([:]).isEmpty)
        #expect(try first !== limiter(api, of: [api: limit]))
    }
}

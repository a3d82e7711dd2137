import System

/// A config at work: put together whole, never changed, replaced whole by a reload.
///
/// A request is served by the one that it began with. What outlives it is in `Resources`.
package final class Snapshot: Sendable {
    let gateway: BoundGateway
    let table: RouteTable
    /// Around answers that belong to no route.
    let envelope: BoundEnvelope
    /// What each listener ends TLS with, in the order of the config; `nil`: plain HTTP.
    let tls: [TLSContext?]
    /// Where deliveries go; `nil`: no plugin has channels.
    let outbox: OutboxSetup?

    /// - Parameters:
    ///   - resources: the databases of the config's plugins are open.
    ///   - tls: one for each listener.
    convenience init(_ gateway: BoundGateway, _ resources: Resources, tls: [TLSContext?], outbox: OutboxSetup?) {
        let limiters = resources.limiters.adopt(gateway.rateLimits)
        self.init(gateway, routes: gateway.makeRoutes(resources.stores, limiters), tls: tls, outbox: outbox)
    }

    /// What nothing is served by: its routes have no database, and count nobody.
    convenience init(lookingUp gateway: BoundGateway) {
        self.init(gateway, routes: gateway.makeRoutes(), tls: [], outbox: nil)
    }

    private init(_ gateway: BoundGateway, routes: [Route], tls: [TLSContext?], outbox: OutboxSetup?) {
        guard let envelope = gateway.envelopes[gateway.config.envelope.value] else {
            preconditionFailure("binding checks that the gateway's envelope is there")
        }
        self.gateway = gateway
        self.envelope = envelope
        self.tls = tls
        self.outbox = outbox
        table = RouteTable(routes)
    }

    var config: GatewayConfig { gateway.config }
}

extension BoundGateway {
    /// The limits of its routes, by what they count.
    fileprivate var rateLimits: [RateLimiters.Scope: RateLimit] {
        let limits = routes.compactMap { route in route.rateLimit.map { (route.rateLimitScope, $0) } }
        return Dictionary(limits) { first, _ in first }
    }

    /// Its routes, ready to be served; without stores and limiters, to be looked up only.
    func makeRoutes(_ stores: PluginStores? = nil, _ limiters: [RateLimiters.Scope: RateLimiter] = [:]) -> [Route] {
        let plugins = Dictionary(uniqueKeysWithValues: apis.map { ($0.name, $0.plugin.id) })
        return routes.map { bound in
            guard let envelope = envelopes[bound.envelope.value] else {
                preconditionFailure("binding checks that every route's envelope is there")
            }
            return Route(
                bound, envelope: envelope, store: plugins[bound.api.name].flatMap { stores?[$0] },
                limiter: bound.rateLimit.flatMap { _ in limiters[bound.rateLimitScope] })
        }
    }
}

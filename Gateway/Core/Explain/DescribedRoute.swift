/// A bound route together with the lines of the config that made it so.
struct DescribedRoute {
    let bound: BoundRoute
    let route: RouteConfig
    let api: APIConfig
    /// Where the envelope was chosen: by the route, its API, or for all.
    let envelopePlace: ConfigPlace
    /// Where the body's limit was chosen; `nil` when it is the gateway's.
    let bodyLimitPosition: ConfigPosition?

    init(_ bound: BoundRoute, gateway: BoundGateway, source: ConfigSource) {
        let found = gateway.config.apis.lazy.flatMap { api in api.routes.lazy.map { (api, $0) } }
            .first { source.position(of: $0.1.place.offset) == bound.position }
        guard let (api, route) = found else { preconditionFailure("a bound route stands in its config") }
        self.bound = bound
        self.api = api
        self.route = route
        envelopePlace = (route.envelope ?? api.envelope ?? gateway.config.envelope).place
        let limitPlace =
            route.bodyLimitBytes != nil ? route.place : api.bodyLimitBytes != nil ? api.place : nil
        bodyLimitPosition = limitPlace.map { source.position(of: $0.offset) }
    }
}

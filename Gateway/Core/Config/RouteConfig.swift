/// One route of an API as written.
package struct RouteConfig: Sendable {
    /// Where its object begins.
    package let place: ConfigPlace
    /// When not, its requests are answered 404 `api.disabled`.
    package let isEnabled: Bool
    let writtenMethod: Located<RouteMethod>?
    /// How the messages of its socket are written; `nil` for all other routes.
    package let socket: Located<SocketForm>?
    package let path: Located<PathPattern>
    /// `nil`: every host.
    package let host: Located<HostName>?
    /// The operation's name as written; not yet known to exist.
    package let operation: Located<String>
    package let token: Located<TokenRule>
    package let app: Located<AppRule>
    /// Replaces the API's: where its tokens are looked for, in this order.
    package let tokenLookup: [Located<TokenSource>]?
    /// `nil`: the API's.
    package let envelope: Located<ConfigName>?
    /// Replaces the API's body limit.
    package let bodyLimitBytes: Located<Int>?
    /// Replaces the limit of a socket's messages.
    let messageLimitBytes: Located<Int>?
    let ownRateLimit: OwnRateLimit

    /// What the route says of how often a caller may come.
    enum OwnRateLimit: Sendable {
        /// Nothing: the API's holds.
        case inherited
        /// `null`: there is none.
        case none
        case limit(Located<RateLimit>)
    }

    /// By which it is asked for; a socket by GET.
    package var method: Located<RouteMethod> { writtenMethod ?? Located(.get, at: place.missing("method")) }

    /// Its callers are not counted with those of other routes.
    package var hasOwnRateLimit: Bool { if case .limit = ownRateLimit { true } else { false } }

    /// The rate limit that holds for it.
    package func rateLimit(in api: APIConfig) -> Located<RateLimit>? {
        switch ownRateLimit {
        case .inherited: api.rateLimit
        case .none: nil
        case .limit(let limit): limit
        }
    }
}

extension RouteConfig {
    /// Which requests it is for: `GET /users/{id}`, or `GET api.example.com/users/{id}`.
    package var pattern: String { "\(method.value) \(host?.value.text ?? "")\(path.value)" }

    /// What is the same for two routes that one request could match equally well: parameters' names do not count.
    package struct Shape: Hashable {
        let host: HostName?
        let method: RouteMethod
        /// `nil` stands for a parameter.
        let segments: [String?]
        let endsWithSlash: Bool
    }

    package var shape: Shape { shape(endsWithSlash: path.value.endsWithSlash) }

    func shape(endsWithSlash: Bool) -> Shape {
        let segments: [String?] = path.value.segments.map { if case .literal(let text) = $0 { text } else { nil } }
        return Shape(host: host?.value, method: method.value, segments: segments, endsWithSlash: endsWithSlash)
    }
}

/// One route of an API as written.
package struct RouteConfig: Sendable {
    /// Where its object begins.
    package let place: ConfigPlace
    /// When not, its requests are answered 404 `api.disabled`.
    package let isEnabled: Bool
    package let method: Located<RouteMethod>
    package let path: Located<PathPattern>
    /// `nil`: every host.
    package let host: Located<HostName>?
    /// The operation's name as written; not yet known to exist.
    package let operation: Located<String>
    package let token: Located<TokenRule>
    package let app: Located<AppRule>
    /// `nil`: the API's.
    package let envelope: Located<ConfigName>?
    /// Replaces the API's body limit.
    package let bodyLimitBytes: Int?
    let ownLimit: OwnLimit

    /// What the route says of a limit.
    enum OwnLimit: Sendable {
        /// Nothing: the API's holds.
        case inherited
        /// `null`: there is none.
        case none
        case limit(Located<RateLimit>)
    }

    /// The limit that holds for it.
    package func limit(in api: APIConfig) -> Located<RateLimit>? {
        switch ownLimit {
        case .inherited: api.limit
        case .none: nil
        case .limit(let limit): limit
        }
    }
}

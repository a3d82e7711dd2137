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
}

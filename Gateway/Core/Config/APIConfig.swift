package import Kit

/// One API: a plugin, where its routes lie, and what they ask of a caller.
package struct APIConfig: Sendable {
    package let name: ConfigName
    /// Where its object begins.
    package let place: ConfigPlace
    /// When not, its requests are answered 404 `api.disabled`.
    package let isEnabled: Bool
    /// The plugin's id as written; not yet known to exist.
    package let plugin: Located<String>
    /// `nil`: the gateway's.
    package let envelope: Located<ConfigName>?
    /// Where its tokens are looked for, in this order; `nil` when the API says nothing.
    package let tokenLookup: [Located<TokenSource>]?
    /// The header field with the app's token.
    package let appHeader: Located<FieldName>?
    /// What the plugin reads; `nil` when left out, which stands for an empty object.
    package let settings: JSONNode?
    /// Replaces the gateway's body limit.
    package let bodyLimitBytes: Located<Int>?
    /// Of all routes that have none of their own, together.
    package let rateLimit: Located<RateLimit>?
    package let routes: [RouteConfig]
}

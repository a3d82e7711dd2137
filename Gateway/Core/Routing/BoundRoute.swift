package import Kit

/// A route with all that the request path needs to know, worked out at start.
package struct BoundRoute: Sendable {
    package let pattern: RoutePattern
    /// Its API.
    package let api: ConfigName
    /// The operation's name as written.
    package let operationName: String
    /// Wraps what is answered: the gateway's when the route is disabled.
    package let envelope: ConfigName
    /// Where the route stands in the config file, for `gateway explain` and `gateway routes`.
    package let position: ConfigPosition
    package let service: Service

    /// What a request for the route gets.
    package enum Service: Sendable {
        /// 404 `api.disabled`.
        case disabled
        case operation(BoundOperation)
    }
}

/// What a route runs, and what it asks for first.
package struct BoundOperation: Sendable {
    package let operation: Operation
    /// The index in `BoundGateway.apis` of the plugin that runs it.
    package let apiIndex: Int
    /// `nil`: no token is looked for.
    package let token: TokenCheck?
    /// `nil`: no app is looked for.
    package let app: AppCheck?
    package let bodyLimitBytes: Int
}

/// How a route looks for a token.
package struct TokenCheck: Sendable {
    /// Without a token the answer is 401 `token.missing`.
    package let isRequired: Bool
    /// In this order; never empty.
    package let lookup: [TokenSource]
    /// Says whose token it is.
    package let verifier: any TokenVerifier
}

/// How a route looks for an app.
package struct AppCheck: Sendable {
    /// The field with the app's token.
    package let header: FieldName
    /// The app's status must be super.
    package let requiresSuper: Bool
}

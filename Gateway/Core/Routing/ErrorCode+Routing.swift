import Kit

extension ErrorCode {
    /// No route has that path.
    static let routeUnknown = ErrorCode(
        "route.unknown", status: 404, message: "there is nothing at this path",
        meaning: "No route has that host and path; `gateway routes` lists them. A trailing slash counts.")
    /// The API or the route is switched off.
    static let apiDisabled = ErrorCode(
        "api.disabled", status: 404, message: "this API is switched off",
        meaning: "The route is in gateway.json, but it or its API has `enabled: false`.")
    /// The path is known, the method is not.
    static let methodNotAllowed = ErrorCode(
        "method.not_allowed", status: 405, message: "the method is not allowed here",
        meaning: "The path has routes for other methods, which `Allow` lists.")
}

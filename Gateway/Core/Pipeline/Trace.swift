import Kit

/// Hears what the stages find out of a request that is explained instead of served, and stands in for what they would
/// touch: with a trace nobody is counted, nothing is written, and no operation is run.
protocol Trace: AnyObject {
    /// The request has a route that is switched on.
    func found(_ route: BoundRoute)

    /// The token's turn has come: `exchange.facts.token` is what was found, if the route looks for one.
    func lookedForToken(_ exchange: borrowing Exchange, _ route: BoundRoute)

    /// Whose token it is; `nil` when that cannot be found out here.
    /// - Parameter isBasic: it is a login and a password.
    /// - Throws: `token.invalid`.
    func subject(
        of token: Span<UInt8>, isBasic: Bool, _ verifier: any TokenVerifier, _ route: BoundRoute, now: Timestamp
    ) throws(APIError) -> Subject?

    /// The app's turn has come.
    func looksForApp(_ exchange: borrowing Exchange, _ route: BoundRoute)

    /// Whether an app's token lets it in, by the apps as they are stored; it does when they cannot be read here.
    func app(_ token: Span<UInt8>, api: String, now: Timestamp) -> AppLookup

    /// The operation would be run.
    /// - Throws: what its input is answered with.
    func reachedOperation(_ exchange: borrowing Exchange, _ route: BoundRoute) throws(APIError)
}

import Kit

/// A bound route as the request path uses it: what would be looked up or put together for each request is ready here.
package final class Route: Sendable {
    let bound: BoundRoute
    /// What it runs; `nil` when the API or the route is disabled.
    let operation: BoundOperation?
    /// The token may be in the body, so the caller is checked when that is read.
    let findsTokenInBody: Bool
    /// Wraps its answers.
    let envelope: BoundEnvelope
    /// Its plugin's database; `nil` when the route is switched off, or only looked up.
    let store: PluginStore?
    /// Counts its callers; the same one for all routes that share the API's limit.
    let limiter: RateLimiter?
    /// `,"route":…,"api":…,"operation":…` for the access log.
    let logFields: [UInt8]

    init(_ bound: BoundRoute, envelope: BoundEnvelope, store: PluginStore? = nil, limiter: RateLimiter? = nil) {
        self.bound = bound
        self.envelope = envelope
        self.store = store
        self.limiter = limiter
        if case .operation(let operation) = bound.service { self.operation = operation } else { operation = nil }
        findsTokenInBody =
            operation?.token?.lookup.contains { if case .body = $0 { true } else { false } } ?? false
        var fields: [UInt8] = Array(",\"route\":".utf8)
        JSON.appendString(bound.pattern.path.description, to: &fields)
        fields.append(contentsOf: ",\"api\":".utf8)
        JSON.appendString(bound.api.text, to: &fields)
        fields.append(contentsOf: ",\"operation\":".utf8)
        JSON.appendString(bound.operationName, to: &fields)
        logFields = fields
    }
}

import Kit

/// A route as served: what would be looked up or put together for each request is ready here.
package final class Route: Sendable {
    let bound: BoundRoute
    /// Its plugin's database; `nil` when the route is switched off, or only looked up.
    let store: PluginStore?
    /// How it is run; `nil` when it or its API is switched off.
    let handler: OperationHandler?
    /// How the messages of its socket are written; of no meaning for all other routes.
    var socketForm: SocketForm { bound.written.socket?.value ?? .json }
    /// Wraps its answers.
    let envelope: BoundEnvelope
    /// Counts its callers; the same one for all routes that share the API's limit.
    let limiter: RateLimiter?
    /// The token may be in the body, so the caller is checked when that is read.
    let findsTokenInBody: Bool
    /// Its operation asks where the request was sent.
    let wantsPlace: Bool
    /// What its operation does with content.
    let content: Content
    /// What its path takes from a request's: names, and the numbers of the segments.
    let parameters: [(name: String, segment: Int)]
    /// What a 401 tells the client to come with.
    let challenge: ResponseField
    /// `,"route":…,"api":…,"operation":…` for the access log.
    let logFields: [UInt8]

    enum Content {
        /// Nothing.
        case unwanted
        /// Reads it as a whole.
        case small
        /// The same, or files come with it.
        case mayHaveFiles
    }

    init(_ bound: BoundRoute, envelope: BoundEnvelope, store: PluginStore? = nil, limiter: RateLimiter? = nil) {
        self.bound = bound
        self.envelope = envelope
        self.store = store
        handler = bound.operation?.handler
        self.limiter = limiter
        parameters = bound.written.path.value.segments.enumerated().compactMap { number, segment in
            if case .parameter(let name) = segment { (name, number) } else { nil }
        }
        findsTokenInBody = bound.access.looksIntoBody
        wantsPlace = bound.operation?.signature.needs.contains(.place) == true
        let input = bound.operation?.signature.input
        if input?.takesFiles == true {
            content = .mayHaveFiles
        } else {
            content = input?.bodyFormats.isEmpty == true && !findsTokenInBody ? .unwanted : .small
        }
        challenge =
            bound.access.token?.isBasicAlone == true ? .basicChallenge(bound.api.name.text) : .bearerChallenge
        var fields: [UInt8] = Array(",\"route\":".utf8)
        JSON.appendString(bound.written.path.value.description, to: &fields)
        fields.append(contentsOf: ",\"api\":".utf8)
        JSON.appendString(bound.api.name.text, to: &fields)
        fields.append(contentsOf: ",\"operation\":".utf8)
        JSON.appendString(bound.operationName, to: &fields)
        logFields = fields
    }

    var path: PathPattern { bound.written.path.value }
}

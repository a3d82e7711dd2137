package import Kit
import System

/// Follows one request through the stages of the pipeline, with their own parts, and says what each of them found.
///
/// The order is that of `Pipeline`, so the first refusal is the one that a client would get. Nothing is served, written
/// or counted, and no token is shown. For one request.
package final class Explainer {
    let gateway: BoundGateway
    let source: ConfigSource
    let exchange = Exchange()
    private let table: RouteTable
    private let limits: HTTPLimits
    private var parser = RequestParser()
    private var lines: [Explanation.Line] = []

    /// - Parameters:
    ///   - source: the text that `gateway` was read from.
    ///   - now: what the apps' ends are compared with.
    package init(_ gateway: BoundGateway, source: ConfigSource, now: Timestamp) {
        self.gateway = gateway
        self.source = source
        table = RouteTable(gateway.makeRoutes())
        limits = HTTPLimits(gateway.config.limits)
        exchange.now = now
    }

    package func explain(_ request: SampleRequest) -> Explanation {
        do throws(APIError) {
            try follow(request)
            return Explanation(lines: lines, route: exchange.route?.bound, refusal: nil)
        } catch {
            note("outcome", "is refused: \(error.code.status) \(error.code)")
            return Explanation(lines: lines, route: exchange.route?.bound, refusal: refusal(error))
        }
    }

    private func follow(_ request: SampleRequest) throws(APIError) {
        let bytes = request.bytes
        let headLength = try readHead(bytes)
        guard let (route, operation) = try findRoute(request) else { return }
        let described = DescribedRoute(route.bound, gateway: gateway, source: source)
        noteLimit(described, operation)
        if !route.findsTokenInBody { try checkAccess(described, operation) }
        try readBody(bytes, from: headLength, described, operation, hasBody: request.body != nil)
        if route.findsTokenInBody { try checkAccess(described, operation) }
        try checkInput(operation, hasBody: request.body != nil)
        showEnvelope(described)
        let condition = exchange.token == nil ? "" : ", if the token is valid"
        note("outcome", "\(operation.operation.name) of \(route.bound.api) would run\(condition)")
    }

    /// Notes one thing.
    func note(_ subject: String, _ text: String, at place: ConfigPlace) {
        note(subject, text, at: source.position(of: place.offset))
    }

    func note(_ subject: String, _ text: String, at position: ConfigPosition? = nil) {
        let place = position.map { "\(source.name):\($0)" }
        lines.append(Explanation.Line(subject: subject, text: text, place: place))
    }

    // MARK: 1. The head

    private func readHead(_ bytes: [UInt8]) throws(APIError) -> Int {
        let step = parser.parse(bytes.span, into: exchange.request, limits: limits)
        switch step.event {
        case .failed(let failure):
            exchange.closesConnection = true
            note("request", "is refused by the parser: \(failure.rule)")
            throw failure.error
        case .needMore, .complete:
            exchange.closesConnection = true
            note("request", "has no end")
            throw APIError(.requestTimeout)
        case .headComplete:
            let host = String(decoding: exchange.request.head[exchange.request.hostRange], as: UTF8.self)
            let method = String(decoding: exchange.request.head[exchange.request.methodRange], as: UTF8.self)
            let path = String(decoding: exchange.request.head[exchange.request.pathRange], as: UTF8.self)
            note("request", "\(method) \(ConfigText.quoted(path)) for host \(ConfigText.quoted(host))")
            exchange.closesConnection = !exchange.request.keepsAlive
            if exchange.request.method == .other { noteUnknownMethod(method) }
            return step.consumed
        }
    }

    private func noteUnknownMethod(_ method: String) {
        let known = RequestMethod.allCases.filter { $0 != .other }.map { "\($0)".uppercased() }
        let hint = NearestName.suggestion(for: method, among: known) ?? ""
        note("request", "\(ConfigText.quoted(method)) is no method of HTTP; case counts\(hint)")
    }

    // MARK: 2. The route

    private func findRoute(_ request: SampleRequest) throws(APIError) -> (Route, BoundOperation)? {
        do throws(APIError) {
            switch try RouteFinder(table).find(exchange) {
            case .options:
                note("route", "none: the gateway answers OPTIONS itself, with Allow: \(allow)")
                note("outcome", "is answered 204")
                return nil
            case .route(let route, let operation):
                note("route", "\(route.bound.pattern) of API \(route.bound.api)", at: route.bound.position)
                return (route, operation)
            }
        } catch {
            explainMissingRoute(error, request)
            throw error
        }
    }

    private var allow: String { String(decoding: exchange.allow, as: UTF8.self) }

    /// The routes that the same request would go to with another method.
    private func rivals(of request: SampleRequest) -> [BoundRoute] {
        RouteMethod.allCases.compactMap { method in
            let probe = Exchange()
            var parser = RequestParser()
            let bytes = request.with(method: method.rawValue).bytes
            guard case .headComplete = parser.parse(bytes.span, into: probe.request, limits: limits).event else {
                return nil
            }
            _ = try? RouteFinder(table).find(probe)
            return probe.route?.bound
        }
    }

    private func explainMissingRoute(_ error: APIError, _ request: SampleRequest) {
        switch error.code {
        case .methodNotAllowed:
            note("route", "the path has no route for this method; it has \(allow)")
            for route in rivals(of: request) { note("route", "there is \(route.pattern)", at: route.position) }
        case .apiDisabled:
            guard let route = exchange.route?.bound else { return }
            note("route", "\(route.pattern) is switched off", at: route.position)
        case .routeUnknown:
            guard let nearest = NearestRoute(to: exchange, among: gateway.routes) else {
                return note("route", "none has this path")
            }
            note("route", "none has this path; did you mean \(ConfigText.quoted(nearest.path))?", at: nearest.position)
        default: note("route", error.message)
        }
    }

    // MARK: 3. The body

    private func readBody(
        _ bytes: [UInt8], from start: Int, _ route: DescribedRoute, _ operation: BoundOperation, hasBody: Bool
    ) throws(APIError) {
        let limit = "at most \(operation.bodyLimitBytes) bytes"
        switch parseBody(bytes.span.extracting(start...), limitBytes: operation.bodyLimitBytes) {
        case .failed(let failure):
            exchange.closesConnection = true
            note("body", "\(limit): \(failure.rule)", at: route.bodyLimitPosition)
            throw failure.error
        case .needMore, .headComplete:
            exchange.closesConnection = true
            note("body", "is shorter than its head says", at: route.bodyLimitPosition)
            throw APIError(.requestTimeout)
        case .complete:
            let found = hasBody ? "\(exchange.request.content.count) bytes, " : ""
            note("body", found + limit, at: route.bodyLimitPosition)
        }
    }

    private func parseBody(_ bytes: Span<UInt8>, limitBytes: Int) -> RequestParser.Event {
        if let failure = parser.beginBody(of: exchange.request, limitBytes: limitBytes) { return .failed(failure) }
        return parser.parse(bytes, into: exchange.request, limits: limits).event
    }

    // MARK: 4. The input

    private func checkInput(_ operation: BoundOperation, hasBody: Bool) throws(APIError) {
        for line in InputDescription(operation.operation).lines { note("input", line) }
        let readsBody = !operation.operation.input.bodyFormats.isEmpty
        if readsBody, !hasBody {
            return note("input", "is not checked, since no body was given")
        }
        let request = exchange.request
        let head = request.head
        let body = request.body
        var contentType: Span<UInt8>?
        if let range = request.firstRange(.contentType) { contentType = head.span.extracting(range) }
        let input = InputSource(
            pathValues: exchange.pathValues, query: head.span.extracting(request.queryRange ?? 0..<0),
            contentType: contentType, body: body.span, jsonDepthLimit: gateway.config.limits.jsonDepth)
        do throws(APIError) {
            try operation.operation.input.check(input)
        } catch {
            for broken in error.brokenRules { note("input", "\(broken.field) \(broken.rule)") }
            if error.brokenRules.isEmpty { note("input", error.message) }
            throw error
        }
    }
}

package import Kit
import System

/// Follows one request through the stages of the pipeline, with their own parts, and says what each of them found.
///
/// The order is that of `Pipeline`, so the first refusal is the one that a client would get. Nothing is served, written
/// or counted, and no token is shown. For one request.
package final class Explainer {
    let gateway: BoundGateway
    let source: ConfigSource
    var exchange = Exchange(.nobody())
    private let table: RouteTable
    private let limits: HTTPLimits
    private var machine: HTTP1Machine
    /// What the machine says beside the events; nobody reads it.
    private var output: [UInt8] = []
    private var lines: [Explanation.Line] = []

    /// - Parameters:
    ///   - source: the text that `gateway` was read from.
    ///   - now: what the apps' ends are compared with.
    package init(_ gateway: BoundGateway, source: ConfigSource, now: Timestamp) {
        self.gateway = gateway
        self.source = source
        table = RouteTable(gateway.makeRoutes())
        limits = HTTPLimits(gateway.config.limits)
        machine = HTTP1Machine(limits: limits, patience: WirePatience(gateway.config.limits), nowNanoseconds: 0)
        exchange.facts.now = now
    }

    package func explain(_ request: SampleRequest) -> Explanation {
        do throws(APIError) {
            try follow(request)
            return Explanation(lines: lines, route: exchange.facts.route?.bound, refusal: nil)
        } catch {
            note("outcome", "is refused: \(error.code.status) \(error.code)")
            return Explanation(lines: lines, route: exchange.facts.route?.bound, refusal: refusal(error))
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
        let condition = exchange.facts.token == nil ? "" : ", if the token is valid"
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

    /// - Returns: how many of the bytes it has.
    private func readHead(_ bytes: [UInt8]) throws(APIError) -> Int {
        let step = machine.read(bytes.span, nowNanoseconds: 0, output: &output)
        machine.takeHead(&exchange.head)
        switch step.event {
        case .refused(_, let refusal):
            if case .malformed(let failure) = refusal { note("request", "is refused by the parser: \(failure.rule)") }
            throw refusal.error
        case .head:
            let host = String(decoding: exchange.head.bytes[exchange.head.hostRange], as: UTF8.self)
            let method = String(decoding: exchange.head.bytes[exchange.head.methodRange], as: UTF8.self)
            let path = String(decoding: exchange.head.bytes[exchange.head.pathRange], as: UTF8.self)
            note("request", "\(method) \(ConfigText.quoted(path)) for host \(ConfigText.quoted(host))")
            if exchange.head.method == .other { noteUnknownMethod(method) }
            return step.consumed
        default:
            note("request", "has no end")
            throw APIError(.requestTimeout)
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
            switch try RouteFinder(table).find(&exchange) {
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

    private var allow: String { String(decoding: exchange.facts.allow, as: UTF8.self) }

    /// The routes that the same request would go to with another method.
    private func rivals(of request: SampleRequest) -> [BoundRoute] {
        RouteMethod.allCases.compactMap { method in
            var probe = Exchange(.nobody())
            var parser = RequestParser()
            let bytes = request.with(method: method.rawValue).bytes
            guard case .headComplete = parser.parse(bytes.span, into: &probe.head, limits: limits).event else {
                return nil
            }
            _ = try? RouteFinder(table).find(&probe)
            return probe.facts.route?.bound
        }
    }

    private func explainMissingRoute(_ error: APIError, _ request: SampleRequest) {
        switch error.code {
        case .methodNotAllowed:
            note("route", "the path has no route for this method; it has \(allow)")
            for route in rivals(of: request) { note("route", "there is \(route.pattern)", at: route.position) }
        case .apiDisabled:
            guard let route = exchange.facts.route?.bound else { return }
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
        let refusal = machine.readContent(
            1, limitBytes: operation.bodyLimitBytes, nowNanoseconds: 0, output: &output)
        switch refusal.map({ .refused(1, $0) }) ?? takeContent(bytes.span.extracting(start...)) {
        case .refused(_, let refusal):
            if case .malformed(let failure) = refusal {
                note("body", "\(limit): \(failure.rule)", at: route.bodyLimitPosition)
            }
            throw refusal.error
        case .end:
            let found = hasBody ? "\(exchange.body.bytes.count) bytes, " : ""
            note("body", found + limit, at: route.bodyLimitPosition)
        default:
            note("body", "is shorter than its head says", at: route.bodyLimitPosition)
            throw APIError(.requestTimeout)
        }
    }

    /// Reads what there is of the content; gives how that ended.
    private func takeContent(_ bytes: Span<UInt8>) -> WireEvent {
        var used = 0
        while true {
            let rest = bytes.extracting(used...)
            let step = machine.read(rest, nowNanoseconds: 0, output: &output)
            used += step.consumed
            guard case .content(_, let range) = step.event else { return step.event }
            exchange.body.append(rest.extracting(range))
        }
    }

    /// A whole answer as it would be sent.
    func answer(_ response: borrowing Response) -> [UInt8] {
        var answer: [UInt8] = []
        machine.respond(
            1, response.head, contentLength: response.content.count, isLast: false,
            date: ServerDate(secondsSinceEpoch: exchange.facts.now.seconds), output: &answer)
        machine.respond(1, content: response.content.span, output: &answer)
        return answer
    }

    // MARK: 4. The input

    private func checkInput(_ operation: BoundOperation, hasBody: Bool) throws(APIError) {
        for line in InputDescription(operation.operation).lines { note("input", line) }
        let readsBody = !operation.operation.input.bodyFormats.isEmpty
        if readsBody, !hasBody {
            return note("input", "is not checked, since no body was given")
        }
        let request = exchange.head
        let head = request.bytes
        var contentType: Span<UInt8>?
        if let range = request.firstRange(.contentType) { contentType = head.span.extracting(range) }
        let input = InputSource(
            pathValues: exchange.pathValues, query: head.span.extracting(request.queryRange ?? 0..<0),
            contentType: contentType, body: exchange.body.bytes, jsonDepthLimit: gateway.config.limits.jsonDepth)
        do throws(APIError) {
            try operation.operation.input.check(input)
        } catch {
            for broken in error.brokenRules { note("input", "\(broken.field) \(broken.rule)") }
            if error.brokenRules.isEmpty { note("input", error.message) }
            throw error
        }
    }
}

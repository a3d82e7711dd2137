package import Kit
import System

/// Sends one request through the stages of the pipeline, and says what each of them found.
///
/// They are the stages that serve, in the pipeline's own order, so the refusal is the one that a client would get. But
/// nothing is served, written or counted, and no token is shown. What cannot be checked is said, and taken for good.
package final class Explainer {
    let gateway: BoundGateway
    let notes: StageNotes
    var exchange = Exchange(.nobody())
    let pipeline: Pipeline
    var machine: HTTP1Machine
    private let source: ConfigSource
    private let table: RouteTable
    /// What the machine says beside the events; nobody reads it.
    private var output: [UInt8] = []

    /// For one request.
    /// - Parameters:
    ///   - source: the text that `gateway` was read from.
    ///   - now: what the ends of apps and tokens are compared with.
    ///   - missingKeys: keys of the data directory that the plugins were made without, in words.
    package init(
        _ gateway: BoundGateway, source: ConfigSource, now: Timestamp, missingKeys: [PluginID: [String]] = [:]
    ) {
        self.gateway = gateway
        self.source = source
        let snapshot = Snapshot(lookingUp: gateway)
        table = snapshot.table
        notes = StageNotes(gateway, source: source, missingKeys: missingKeys)
        pipeline = Pipeline(explaining: snapshot, at: now, to: notes)
        machine = HTTP1Machine(limits: pipeline.httpLimits, patience: pipeline.patience, nowNanoseconds: 0)
    }

    package func explain(_ request: SampleRequest) -> Explanation {
        notes.hasBody = request.body != nil
        if let bodyStart = readHead(request.bytes) {
            switch pipeline.headRead(&exchange) {
            case .next: readBody(request.bytes, from: bodyStart)
            case .waits: break
            case .answered: explainRoute(request)
            }
        }
        noteOutcome()
        let route = exchange.facts.route?.bound
        return Explanation(
            lines: notes.lines, route: route, routePosition: route.map { source.position(of: $0.written.place.offset) },
            refusal: refusal())
    }

    // MARK: 1. The head

    /// - Returns: how many of the bytes it has; `nil` when it is refused.
    private func readHead(_ bytes: [UInt8]) -> Int? {
        let step = machine.read(bytes.span, nowNanoseconds: 0, output: &output)
        machine.takeHead(&exchange.head)
        switch step.event {
        case .refused(_, let refusal):
            if case .malformed(let failure) = refusal {
                notes.add("request", "is refused by the parser: \(failure.rule)")
            }
            pipeline.refuse(&exchange, refusal.error)
            return nil
        case .head:
            noteRequest(exchange.head)
            return step.consumed
        default:
            notes.add("request", "has no end")
            pipeline.refuse(&exchange, APIError(.requestTimeout, .tooSlow))
            return nil
        }
    }

    private func noteRequest(_ head: borrowing RequestHead) {
        func text(_ range: Range<Int>) -> String { String(decoding: head.bytes[range], as: UTF8.self) }
        let method = text(head.methodRange)
        let host = ConfigText.quoted(text(head.hostRange))
        notes.add("request", "\(method) \(ConfigText.quoted(text(head.pathRange))) for host \(host)")
        guard head.method == .other else { return }
        let known = RequestMethod.allCases.filter { $0 != .other }.map { "\($0)".uppercased() }
        let hint = NearestName.suggestion(for: method, among: known) ?? ""
        notes.add("request", "\(ConfigText.quoted(method)) is no method of HTTP; case counts\(hint)")
    }

    // MARK: 2. No route

    /// Why no route was found that is served. When there is one, the notes have told of all that followed.
    private func explainRoute(_ request: SampleRequest) {
        let allow = String(decoding: exchange.facts.allow, as: UTF8.self)
        switch exchange.facts.errorCode {
        case nil: notes.add("route", "none: the gateway answers OPTIONS itself, with Allow: \(allow)")
        case .methodNotAllowed?:
            notes.add("route", "the path has no route for this method; it has \(allow)")
            for route in rivals(of: request) {
                notes.add("route", "there is \(route.written.pattern)", at: route.written.place)
            }
        case .apiDisabled?:
            guard let route = exchange.facts.route?.bound else { return }
            notes.add("route", "\(route.written.pattern) is switched off", at: route.written.place)
        case .routeUnknown?:
            guard let nearest = NearestRoute(to: exchange, among: gateway.routes) else {
                return notes.add("route", "none has this path")
            }
            let hint = "did you mean \(ConfigText.quoted(nearest.path))?"
            notes.add("route", "none has this path; \(hint)", at: nearest.place)
        case let code?:
            if exchange.facts.route == nil { notes.add("route", code.message) }
        }
    }

    /// The routes that the same request would go to with another method.
    private func rivals(of request: SampleRequest) -> [BoundRoute] {
        RouteMethod.allCases.compactMap { method in
            var probe = Exchange(.nobody())
            var parser = RequestParser()
            let bytes = request.with(method: method.rawValue).bytes
            guard case .headComplete = parser.parse(bytes.span, into: &probe.head, limits: pipeline.httpLimits).event
            else {
                return nil
            }
            _ = try? RouteFinder(table).find(&probe)
            return probe.facts.route?.bound
        }
    }

    // MARK: 3. The body

    private func readBody(_ bytes: [UInt8], from start: Int) {
        guard let route = exchange.facts.route?.bound else { return }
        let limit = "at most \(route.bodyLimitBytes) bytes"
        let place = bodyLimitPlace(route)
        switch content(bytes.span.extracting(start...), limitBytes: route.bodyLimitBytes) {
        case .refused(_, let refusal):
            if case .malformed(let failure) = refusal { notes.add("body", "\(limit): \(failure.rule)", at: place) }
            pipeline.fail(&exchange, refusal.error)
        case .end:
            let found = notes.hasBody ? "\(exchange.body.bytes.count) bytes, " : ""
            notes.add("body", found + limit, at: place)
            _ = pipeline.contentRead(&exchange)
        default:
            notes.add("body", "is shorter than its head says", at: place)
            pipeline.fail(&exchange, APIError(.requestTimeout, .tooSlow))
        }
    }

    /// Where the limit was chosen; `nil` when it is the gateway's.
    private func bodyLimitPlace(_ route: BoundRoute) -> ConfigPlace? {
        if route.written.bodyLimitBytes != nil { return route.written.place }
        return route.api.bodyLimitBytes == nil ? nil : route.api.place
    }

    /// Reads what there is of the content; gives how that ended.
    private func content(_ bytes: Span<UInt8>, limitBytes: Int) -> WireEvent {
        let refusal = machine.readContent(1, limitBytes: limitBytes, nowNanoseconds: 0, output: &output)
        if let refusal { return .refused(1, refusal) }
        var used = 0
        while true {
            let rest = bytes.extracting(used...)
            let step = machine.read(rest, nowNanoseconds: 0, output: &output)
            used += step.consumed
            guard case .content(_, let range) = step.event else { return step.event }
            _ = exchange.body.append(rest.extracting(range))
        }
    }
}

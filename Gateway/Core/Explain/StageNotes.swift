import Kit
import System

/// What the stages found out of one request, in words, each with its place in the config. No token is shown.
final class StageNotes: Trace {
    private let gateway: BoundGateway
    private let source: ConfigSource
    /// A body was given with the request.
    var hasBody = false
    private(set) var lines: [Explanation.Line] = []

    init(_ gateway: BoundGateway, source: ConfigSource) {
        self.gateway = gateway
        self.source = source
    }

    /// Notes one thing.
    func add(_ subject: String, _ text: String, at place: ConfigPlace? = nil) {
        let place = place.map { "\(source.name):\(source.position(of: $0.offset))" }
        lines.append(Explanation.Line(subject: subject, text: text, place: place))
    }

    // MARK: Route

    func found(_ route: BoundRoute) {
        add("route", "\(route.written.pattern) of API \(route.api.name)", at: route.written.place)
        guard let limit = route.written.rateLimit(in: route.api) else { return }
        let unknown =
            switch limit.value.party {
            case .address: ""
            case .app: "; a caller without a valid app counts as its address"
            case .subject: "; a caller without a valid token counts as its address"
            }
        let routes = route.written.hasOwnRateLimit ? "" : ", all routes with the API's rate limit together"
        add("rateLimit", "is \(limit.value)\(routes)\(unknown)", at: limit.place)
    }

    // MARK: Input

    func reachedOperation(_ exchange: borrowing Exchange, _ route: BoundRoute) throws(APIError) {
        guard let operation = route.operation else { return }
        for line in InputDescription(operation.signature).lines { add("input", line) }
        if !operation.signature.input.bodyFormats.isEmpty, !hasBody {
            return add("input", "is not checked, since no body was given")
        }
        let head = exchange.head.bytes
        if let type = exchange.head.firstRange(.contentType),
            BodyFormat(contentType: head.span.extracting(type)) == .multipart, operation.signature.input.takesFiles
        {
            return add("input", "is not checked: files are read by a gateway that serves")
        }
        let input = InputSource(
            head: head.span, query: exchange.head.queryRange, contentType: exchange.head.firstRange(.contentType),
            body: exchange.body.bytes, pathValues: exchange.pathValues, jsonDepthLimit: gateway.config.limits.jsonDepth)
        do throws(APIError) {
            _ = try operation.signature.input.decode(input)
        } catch {
            for broken in error.brokenRules { add("input", "\(broken.field) \(broken.rule)") }
            if error.brokenRules.isEmpty { add("input", error.message) }
            throw error
        }
    }

    // MARK: Apps

    /// Looks into the file that a gateway may be working with at the same time; nothing is written.
    func app(_ token: Span<UInt8>, api: String, now: Timestamp) throws(APIError) -> AppLookup {
        let found = try lookUp(TokenDigest(of: token), api, now)
        switch found {
        case .allowed(let app): add("app", "it is \(app.name)'s, \(app.isSuper ? "a super app" : "an active app")")
        case .denied(.unknown): break
        case .denied(.blocked): add("app", "the app with this token is blocked")
        case .denied(.expired): add("app", "the app with this token, or the token, has expired")
        case .denied(.wrongAPI): add("app", "the app with this token may not call \(api)")
        }
        return found
    }

    private func lookUp(_ digest: TokenDigest, _ api: String, _ now: Timestamp) throws(APIError) -> AppLookup {
        let directory = gateway.config.dataDirectory.text
        let opened: Result<Database?, StoreError>
        do throws(StoreError) {
            opened = .success(try AppStore.openForReading(directory: directory) { _ in })
        } catch { opened = .failure(error) }
        switch opened {
        case .failure(let error):
            add("app", "\(error)")
            throw APIError(.storeUnavailable)
        case .success(nil):
            add("app", "no app was ever added: \(directory) has no gateway.sqlite")
            return .denied(.unknown)
        case .success(let database?):
            do throws(DatabaseError) {
                let entry = try AppSnapshot(reading: database).entry(for: digest)
                if let entry { return entry.admit(to: api, now: now) }
            } catch { throw APIError(error) }
            add("app", "no app has this token")
            return .denied(.unknown)
        }
    }
}

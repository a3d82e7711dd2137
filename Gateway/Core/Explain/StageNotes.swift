import Kit
import System

/// What the stages found out of one request, in words, each with its place in the config. No token is shown.
final class StageNotes: Trace {
    private let gateway: BoundGateway
    private let source: ConfigSource
    /// Why an API's plugin could not be made with its secrets, by plugin.
    private let unresolved: [PluginID: [String]]
    /// A body was given with the request.
    var hasBody = false
    /// What has to be true besides, because it could not be checked: `the token is valid`.
    var conditions: [String] = []
    private(set) var lines: [Explanation.Line] = []

    /// - Parameter missingKeys: of the data directory, beside the secrets of `gateway`.
    init(_ gateway: BoundGateway, source: ConfigSource, missingKeys: [PluginID: [String]]) {
        self.gateway = gateway
        let secrets = gateway.apis.map { ($0.plugin.id, $0.unresolved) }
        unresolved = Dictionary(secrets, uniquingKeysWith: +).merging(missingKeys, uniquingKeysWith: +)
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
        if let socket = route.written.socket {
            let events = operation.signature.events.map(\.name).joined(separator: ", ")
            add("socket", "\(socket.value.rawValue) over WebSocket; events: \(events)", at: socket.place)
            add("socket", "the handshake, its origin and the operation's own rules are not checked here")
        }
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

    // MARK: Tokens

    func subject(
        of token: Span<UInt8>, isBasic: Bool, _ verifier: any TokenVerifier, _ route: BoundRoute, now: Timestamp
    ) throws(APIError) -> Subject? {
        guard let plugin = gateway.apis.first(where: { $0.name == route.api.name })?.plugin.id else { return nil }
        let opened: OpenedToken
        do throws(APIError) { opened = try verifier.open(token, isBasic: isBasic) } catch {
            // It may be good by the key that is not here.
            let reasons = unresolved[plugin] ?? []
            guard reasons.isEmpty else { return doubtToken(reasons.joined(separator: ", ")) }
            add("token", "is not one of \(plugin)'s")
            throw error
        }
        let path = DataDirectory.databasePath(plugin.description, in: gateway.config.dataDirectory.text)
        let reader: StoreReader
        do throws(StoreError) {
            guard let found = try Store.openForReading(path: path, report: { _ in }) else {
                return doubtToken("there is no \(path)")
            }
            reader = found
        } catch { return doubtToken("\(error)") }
        do throws(APIError) {
            let subject = try opened(now, try reader.store())
            add("token", "is valid")
            return subject
        } catch {
            guard error.code == .tokenInvalid else { return doubtToken("\(path) cannot be read") }
            add("token", "is not valid any more, by \(plugin)'s tables and the time")
            throw error
        }
    }

    private func doubtToken(_ reason: String) -> Subject? {
        add("token", "whether it is valid could not be checked: \(reason)")
        conditions.append("the token is valid")
        return nil
    }

    // MARK: Apps

    /// Looks into the file that a gateway may be working with at the same time; nothing is written.
    func app(_ token: Span<UInt8>, api: String, now: Timestamp) -> AppLookup {
        guard let found = lookUp(TokenDigest(of: token), api, now) else {
            conditions.append("the app may call")
            return .allowed(App(name: "unknown", isSuper: true))
        }
        switch found {
        case .allowed(let app): add("app", "it is \(app.name)'s, \(app.isSuper ? "a super app" : "an active app")")
        case .denied(.unknown): break
        case .denied(.blocked): add("app", "the app with this token is blocked")
        case .denied(.expired): add("app", "the app with this token, or the token, has expired")
        case .denied(.wrongAPI): add("app", "the app with this token may not call \(api)")
        }
        return found
    }

    /// - Returns: `nil` when the apps cannot be read.
    private func lookUp(_ digest: TokenDigest, _ api: String, _ now: Timestamp) -> AppLookup? {
        let directory = gateway.config.dataDirectory.text
        do {
            guard let database = try AppStore.openForReading(directory: directory, report: { _ in }) else {
                add("app", "no app was ever added: \(directory) has no gateway.sqlite")
                return .denied(.unknown)
            }
            let entry = try AppSnapshot(reading: database).entry(for: digest)
            if let entry { return entry.admit(to: api, now: now) }
        } catch {
            add("app", "whether it may call could not be checked: \(error)")
            return nil
        }
        add("app", "no app has this token")
        return .denied(.unknown)
    }
}

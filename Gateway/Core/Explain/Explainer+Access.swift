import Kit
import System

extension Explainer {
    /// The same as `AccessStage.check`, but that nobody says whether a token is valid.
    func checkAccess(_ route: DescribedRoute, _ operation: BoundOperation) throws(APIError) {
        if let check = operation.token {
            try findToken(route, check)
        } else {
            note("token", "none is looked for", at: route.route.token.place)
        }
        if let check = operation.app {
            try findApp(route, check)
        } else {
            note("app", "every caller may call", at: route.route.app.place)
        }
    }

    // MARK: Limit

    /// Nothing is counted here.
    func noteLimit(_ route: DescribedRoute, _ operation: BoundOperation) {
        guard let bound = operation.limit, let limit = route.route.limit(in: route.api) else { return }
        let unknown =
            switch bound.limit.party {
            case .address: ""
            case .app: "; a caller without a valid app counts as its address"
            case .subject: "; a caller without a valid token counts as its address"
            }
        let routes = bound.isShared ? ", all routes with the API's limit together" : ""
        note("limit", "is \(bound.limit)\(routes)\(unknown)", at: limit.place)
    }

    // MARK: Token

    private func findToken(_ route: DescribedRoute, _ check: TokenCheck) throws(APIError) {
        note("token", "is \(route.route.token.value.rawValue)", at: route.route.token.place)
        let sources = route.api.tokenLookup ?? []
        for (index, source) in sources.enumerated() {
            let later = sources[(index + 1)...].map(\.value.description)
            // One place at a time, by the lookup itself: what ends its search ends this one.
            guard let found = TokenLookup.find([source.value], in: exchange.head, body: exchange.body.bytes) else {
                note("token", Self.absence(source.value, isLast: later.isEmpty), at: source.place)
                continue
            }
            exchange.facts.token = found
            note("token", Self.presence(source.value, later), at: source.place)
            if case .unusable = found.place {
                note("token", Self.flaw(source.value))
                throw APIError(.tokenInvalid)
            }
            return note("token", "whether it is valid is for \(route.api.plugin.value) to say; it is not checked here")
        }
        if check.isRequired { throw APIError(.tokenMissing) }
        note("token", "there is none, so the call goes on without a subject")
    }

    private static func absence(_ source: TokenSource, isLast: Bool) -> String {
        let words =
            if case .header = source { "\(source) is not present" } else { "\(source) holds nothing" }
        return words + (isLast ? ", and there is no other place" : ", so the search goes on")
    }

    private static func presence(_ source: TokenSource, _ later: [String]) -> String {
        let words = if case .header = source { "\(source) is present" } else { "\(source) holds something" }
        guard !later.isEmpty else { return words }
        return "\(words), so \(later.joined(separator: " and ")) \(later.count == 1 ? "is" : "are") not looked at"
    }

    private static func flaw(_ source: TokenSource) -> String {
        guard case .header(.authorization) = source else { return "it holds nothing, or is there twice" }
        return "it is not one field of the form \"Bearer TOKEN\""
    }

    // MARK: App

    private func findApp(_ route: DescribedRoute, _ check: AppCheck) throws(APIError) {
        note("app", "must be \(route.route.app.value.rawValue)", at: route.route.app.place)
        let place = route.api.appHeader?.place ?? route.api.place
        switch exchange.head.field(named: check.header) {
        case .absent:
            note("app", "header:\(check.header) is not present", at: place)
            throw APIError(.appDenied)
        case .many:
            note("app", "header:\(check.header) is there more than once", at: place)
            throw APIError(.appDenied)
        case .one(let range):
            note("app", "header:\(check.header) is present", at: place)
            let token = Array(exchange.head.bytes[range])
            let app = try admit(token, to: route.bound.api.text)
            note("app", "it is \(app.name)'s, \(app.isSuper ? "a super app" : "an active app")")
            exchange.facts.app = app
            if check.requiresSuper, !app.isSuper { throw APIError(.appNotSuper) }
        }
    }

    private func admit(_ token: [UInt8], to api: String) throws(APIError) -> App {
        let found = try lookUp(token, api)
        switch found {
        case .allowed(let app): return app
        case .denied(.unknown): note("app", "no app has this token")
        case .denied(.blocked): note("app", "the app with this token is blocked")
        case .denied(.expired): note("app", "the app with this token, or the token, has expired")
        case .denied(.wrongAPI): note("app", "the app with this token may not call \(api)")
        }
        throw APIError(.appDenied)
    }

    /// Looks into the file that a gateway may be working with at the same time; nothing is written.
    private func lookUp(_ token: [UInt8], _ api: String) throws(APIError) -> AppLookup {
        let directory = gateway.config.dataDirectory.text
        let opened: Result<Database?, StoreError>
        do throws(StoreError) {
            opened = .success(try AppStore.openForReading(directory: directory) { _ in })
        } catch { opened = .failure(error) }
        switch opened {
        case .failure(let error):
            note("app", "\(error)")
            throw APIError(.storeUnavailable)
        case .success(nil):
            note("app", "no app was ever added: \(directory) has no gateway.sqlite")
            return .denied(.unknown)
        case .success(let database?):
            do throws(DatabaseError) {
                let entry = try AppSnapshot(reading: database).entry(for: TokenDigest(of: token.span))
                return entry?.admit(to: api, now: exchange.facts.now) ?? .denied(.unknown)
            } catch { throw APIError(error) }
        }
    }
}

import Kit
import System

/// The stage that finds out who is calling, and whether they may.
///
/// First the token, then the app: a caller without a token learns nothing of apps.
struct AccessStage {
    /// Whether an app's token lets it in to an API.
    typealias AppSource = (
        _ token: Span<UInt8>, _ api: String, _ now: Timestamp
    ) throws(APIError) -> AppLookup

    private let apps: AppSource
    private let fingerprintKey: HMACKey
    private let cache = TokenCache()
    private let trace: (any Trace)?

    init(apps: @escaping AppSource, fingerprintKey: HMACKey, trace: (any Trace)? = nil) {
        self.apps = apps
        self.fingerprintKey = fingerprintKey
        self.trace = trace
    }

    /// - Throws: `token.missing`, `token.invalid`, `credentials.invalid`, `app.denied`, `app.not_super`,
    ///   `store.unavailable`.
    func check(
        _ exchange: inout Exchange, _ route: Route, _ readers: StoreReaders
    ) throws(APIError) -> Pipeline.Step {
        try checkToken(&exchange, route, readers)
        try checkApp(&exchange, route)
        return .next
    }

    // MARK: Token

    private func checkToken(_ exchange: inout Exchange, _ route: Route, _ readers: StoreReaders) throws(APIError) {
        let check = route.bound.access.token
        if let check {
            exchange.facts.token = TokenLookup.find(check.lookup, in: exchange.head, body: exchange.body.bytes)
        }
        trace?.lookedForToken(exchange, route.bound)
        guard let check else { return }
        guard let token = exchange.facts.token else {
            guard check.isRequired else { return }
            throw APIError(check.isBasicAlone ? .credentialsInvalid : .tokenMissing, .tokenMissing)
        }
        do throws(APIError) {
            switch token.place {
            case .unusable: throw APIError(.tokenInvalid, .tokenUnusable)
            case .head(let range): try verify(exchange.head, range, check, route, readers, &exchange.facts)
            case .bytes(let bytes):
                try verify(bytes.span, isBasic: token.source == .basic, check, route, readers, &exchange.facts)
            }
        } catch {
            // Verifiers have one word for all that they refuse.
            guard token.source == .basic, error.code == .tokenInvalid else { throw error }
            throw APIError(.credentialsInvalid, error.detail)
        }
    }

    private func verify(
        _ head: borrowing RequestHead, _ range: Range<Int>, _ check: AccessRule.TokenCheck, _ route: Route,
        _ readers: StoreReaders, _ facts: inout Facts
    ) throws(APIError) {
        try verify(head.bytes.span.extracting(range), isBasic: false, check, route, readers, &facts)
    }

    private func verify(
        _ token: Span<UInt8>, isBasic: Bool, _ check: AccessRule.TokenCheck, _ route: Route, _ readers: StoreReaders,
        _ facts: inout Facts
    ) throws(APIError) {
        if let trace {
            facts.subject = try trace.subject(
                of: token, isBasic: isBasic, check.verifier, route.bound, now: facts.now)
            return
        }
        guard let store = route.store else { preconditionFailure("a route that is served has its database open") }
        let api = route.bound.api.name.text
        let hash = cache.hash(of: token)
        if let entry = cache.entry(token, api: api, isBasic: isBasic, hash: hash) {
            facts.tokenFingerprint = entry.fingerprint
            facts.subject = try entry.opened(facts.now, try readers.store(store.slot))
            return
        }
        let fingerprint = fingerprintKey.code(for: token).leading64Bits
        facts.tokenFingerprint = fingerprint
        let opened = try check.verifier.open(token, isBasic: isBasic)
        facts.subject = try opened(facts.now, try readers.store(store.slot))
        cache.keep(token, api: api, isBasic: isBasic, hash: hash, opened, fingerprint: fingerprint)
    }

    // MARK: App

    private func checkApp(_ exchange: inout Exchange, _ route: Route) throws(APIError) {
        trace?.looksForApp(exchange, route.bound)
        guard let check = route.bound.access.app else { return }
        let range: Range<Int>
        switch exchange.head.field(named: check.header) {
        case .absent: throw APIError(.appDenied, .appMissing)
        case .many: throw APIError(.appDenied, .appRepeated)
        case .one(let value): range = value
        }
        let found = try apps(
            exchange.head.bytes.span.extracting(range), route.bound.api.name.text, exchange.facts.now)
        switch found {
        case .denied(let denial):
            exchange.facts.appDenial = denial
            throw APIError(.appDenied, denial.detail)
        case .allowed(let app):
            // Known from here on, so that the log line of a refusal names it.
            exchange.facts.app = app
            if check.requiresSuper, !app.isSuper { throw APIError(.appNotSuper, .appNotSuper) }
        }
    }
}

import Kit
import System

/// The second stage: who is calling, and may they?
///
/// First the token, then the app: a caller without a token learns nothing of apps.
struct AccessStage {
    private let apps: AppView
    private let fingerprintKey: HMACKey

    init(apps: AppView, fingerprintKey: HMACKey) {
        self.apps = apps
        self.fingerprintKey = fingerprintKey
    }

    /// - Throws: `token.missing`, `token.invalid`, `app.denied`, `app.not_super`, `store.unavailable`.
    func check(
        _ exchange: inout Exchange, _ route: Route, _ readers: StoreReaders
    ) throws(APIError) -> Pipeline.Step {
        if let check = route.operation?.token { try checkToken(&exchange, check, route.store, readers) }
        if let check = route.operation?.app { try checkApp(&exchange, check) }
        return .next
    }

    private func checkToken(
        _ exchange: inout Exchange, _ check: TokenCheck, _ store: PluginStore?, _ readers: StoreReaders
    ) throws(APIError) {
        exchange.facts.token = TokenLookup.find(check.lookup, in: exchange.head, body: exchange.body.bytes)
        guard let token = exchange.facts.token else {
            if check.isRequired { throw APIError(.tokenMissing) }
            return
        }
        let now = exchange.facts.now
        switch token.place {
        case .unusable: throw APIError(.tokenInvalid)
        case .head(let range):
            try verify(exchange.head, range, check, now, store, readers, &exchange.facts)
        case .bytes(let bytes): try verify(bytes.span, check, now, store, readers, &exchange.facts)
        }
    }

    private func verify(
        _ head: borrowing RequestHead, _ range: Range<Int>, _ check: TokenCheck, _ now: Timestamp,
        _ store: PluginStore?, _ readers: StoreReaders, _ facts: inout Facts
    ) throws(APIError) {
        try verify(head.bytes.span.extracting(range), check, now, store, readers, &facts)
    }

    private func verify(
        _ token: Span<UInt8>, _ check: TokenCheck, _ now: Timestamp, _ store: PluginStore?, _ readers: StoreReaders,
        _ facts: inout Facts
    ) throws(APIError) {
        guard let store else { preconditionFailure("who checks a token has a store open") }
        facts.tokenFingerprint = fingerprintKey.code(for: token).leading64Bits
        facts.subject = try check.verifier.verify(token, now: now, store: try readers.store(store.slot))
    }

    private func checkApp(_ exchange: inout Exchange, _ check: AppCheck) throws(APIError) {
        guard case .one(let range) = exchange.head.field(named: check.header), let route = exchange.facts.route else {
            throw APIError(.appDenied)
        }
        let api = route.bound.api.text
        switch apps.lookup(exchange.head.bytes.span.extracting(range), api: api, now: exchange.facts.now) {
        case .denied(let denial):
            exchange.facts.appDenial = denial
            throw APIError(.appDenied)
        case .allowed(let app):
            // Known from here on, so that the log line of a refusal names it.
            exchange.facts.app = app
            if check.requiresSuper, !app.isSuper { throw APIError(.appNotSuper) }
        }
    }
}

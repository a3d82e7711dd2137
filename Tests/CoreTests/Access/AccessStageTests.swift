@testable import Core
import Kit
import System
import TestSupport
import Testing

/// Without sockets: a store and a registry of apps, each in a directory of its own.
struct AccessStageTests {
    /// Knows `good`, and answers `busy` as a store that is not there.
    private struct Verifier: TokenVerifier {
        func claims(of token: Span<UInt8>) -> String { text(token) }

        func subject(of claims: String, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
            switch claims {
            case "good": return Subject(name: "User:1", tokenID: .text("t"), expiresAt: now)
            case "busy": throw APIError(.storeUnavailable)
            default: throw APIError(.tokenInvalid, .tokenRevoked)
            }
        }
    }

    private let directory = ScratchDirectory()
    private let fixture: StoreFixture
    private let registry: AppRegistry
    private let stage: AccessStage

    init() throws {
        fixture = try StoreFixture()
        let apps = AppStore(try AppStore.open(directory: directory.path) { _ in })
        let now = Timestamp(milliseconds: 0)
        try apps.add(
            appName("web"), apis: ["items"], isSuper: false, token: appToken("web-token"), expiresAt: nil, now: now)
        try apps.add(
            appName("root"), apis: ["*"], isSuper: true, token: appToken("root-token"), expiresAt: nil, now: now)
        try apps.add(
            appName("blocked"), apis: ["*"], isSuper: false, token: appToken("blocked-token"), expiresAt: nil, now: now)
        try apps.block(appName("blocked"))
        registry = try AppRegistry(directory: directory.path) { Issue.record("\($0)") }
        let view = registry.makeView()
        stage = AccessStage(
            apps: { (token, api, now) in view.lookup(token, api: api, now: now) },
            fingerprintKey: HMACKey([UInt8](repeating: 1, count: 32).span, .sha256))
    }

    /// The code and the detail that the caller is refused with; `nil` when it may go on.
    private func check(
        token: Bool? = nil, app: Bool? = nil, _ fields: [String] = []
    ) throws -> (code: ErrorCode?, detail: ErrorDetail?, facts: Facts) {
        defer { registry.stop() }
        let tokenCheck = try token.map {
            AccessRule.TokenCheck(
                isRequired: $0, lookup: [try TokenSource("header:Authorization")], verifier: Verifier())
        }
        let header = try #require(FieldName("X-App"))
        let bound = try BoundRoute.make(
            "GET /", token: tokenCheck, app: app.map { AccessRule.AppCheck(header: header, requiresSuper: $0) })
        var exchange = try Exchange.make(
            "GET / HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n")
        let route = Route(bound, envelope: try .make(), store: fixture.opened)
        exchange.facts.route = route
        let readers = try StoreReaders([fixture.opened])
        do throws(APIError) {
            #expect(try stage.check(&exchange, route, readers) == .next)
            return (nil, nil, exchange.facts)
        } catch { return (error.code, error.detail, exchange.facts) }
    }

    @Test func aRouteWithoutRulesLooksForNothing() throws {
        let (code, _, facts) = try check(["Authorization: Bearer good", "X-App: web-token"])
        #expect(
            code == nil && facts.token == nil && facts.app == nil && facts.subject == nil)
    }

    @Test func aRequiredTokenMustBeThere() throws {
        #expect(try check(token: true).code == .tokenMissing)
        #expect(try check(token: true, ["Authorization: Basic a"]).code == .tokenInvalid)
        #expect(try check(token: true, ["Authorization: Bearer bad"]).code == .tokenInvalid)
        #expect(try check(token: true, ["Authorization: Bearer busy"]).code == .storeUnavailable)
    }

    @Test func aTokenThatVerifiesHasASubjectAndAFingerprint() throws {
        let (code, _, facts) = try check(token: true, ["Authorization: Bearer good"])
        #expect(code == nil && facts.subject?.name == "User:1" && facts.tokenFingerprint != nil)
    }

    @Test func anOptionalTokenMayBeAbsentButNotWrong() throws {
        let (code, _, facts) = try check(token: false)
        #expect(code == nil && facts.subject == nil)
        let wrong = try check(token: false, ["Authorization: Bearer bad"])
        #expect(
            wrong.code == .tokenInvalid && wrong.facts.subject == nil
                && wrong.facts.tokenFingerprint != nil)
    }

    @Test(arguments: [
        [], ["X-App:"], ["X-App: other-token"], ["X-App: web-token", "X-App: web-token"], ["X-App: root-token, a"],
    ])
    func anAppThatIsNotKnownIsDenied(_ fields: [String]) throws {
        let (code, _, facts) = try check(app: false, fields)
        #expect(code == .appDenied && facts.app == nil)
    }

    @Test func whyAnAppWasDeniedIsKeptIfOneWasLookedFor() throws {
        #expect(try check(app: false, ["X-App: other-token"]).facts.appDenial == .unknown)
        #expect(try check(app: false, ["X-App: a", "X-App: a"]).facts.appDenial == nil)
        #expect(try check(app: false, ["X-App: blocked-token"]).facts.appDenial?.app?.name == "blocked")
    }

    @Test(
        arguments: [
            ([], .appMissing), (["X-App: web-token", "X-App: web-token"], .appRepeated),
            (["X-App: other-token"], .appUnknown), (["X-App: blocked-token"], .appBlocked),
            (["X-App: web-token"], .appNotSuper),
        ] as [([String], ErrorDetail)])
    func theLogSaysWhyAnAppWasRefused(fields: [String], detail: ErrorDetail) throws {
        #expect(try check(app: true, fields).detail == detail)
    }

    @Test(
        arguments: [
            ([], .tokenMissing), (["Authorization: Basic a"], .tokenUnusable),
            (["Authorization: Bearer good", "Authorization: Bearer good"], .tokenUnusable),
            (["Authorization: Bearer bad"], .tokenRevoked),
        ] as [([String], ErrorDetail)])
    func theLogSaysWhyATokenWasRefused(fields: [String], detail: ErrorDetail) throws {
        #expect(try check(token: true, fields).detail == detail)
    }

    @Test func aKnownAppMayGoOn() throws {
        let (code, _, facts) = try check(app: false, ["x-app: web-token"])
        #expect(code == nil && facts.app?.name == "web")
    }

    @Test func aRefusalOfAnAppThatIsNotSuperNamesIt() throws {
        let (code, _, facts) = try check(app: true, ["X-App: web-token"])
        #expect(code == .appNotSuper && facts.app?.name == "web")
        #expect(try check(app: true, ["X-App: root-token"]).code == nil)
    }

    @Test func theTokenComesBeforeTheApp() throws {
        #expect(try check(token: true, app: true).code == .tokenMissing)
        #expect(try check(token: true, app: true, ["Authorization: Bearer good"]).code == .appDenied)
    }

    // MARK: Logins and passwords

    /// Knows `ann:pass`, beside the tokens.
    private struct BasicVerifier: TokenVerifier {
        func claims(of token: Span<UInt8>) -> String { text(token) }

        func claims(ofBasic credentials: Span<UInt8>) throws(APIError) -> String {
            let credentials = text(credentials)
            guard credentials == "ann:pass" else { throw APIError(.tokenInvalid, .subjectUnknown) }
            return credentials
        }

        func subject(of claims: String, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
            if claims == "busy" { throw APIError(.storeUnavailable) }
            return Subject(name: claims, tokenID: .text(claims), expiresAt: now)
        }
    }

    private func checkBasic(
        _ verifier: any TokenVerifier, _ fields: [String], _ sources: [String] = ["basic:Authorization"]
    ) throws -> (code: ErrorCode?, detail: ErrorDetail?, challenge: String) {
        defer { registry.stop() }
        let check = AccessRule.TokenCheck(
            isRequired: true, lookup: try sources.map { try TokenSource($0) }, verifier: verifier)
        var exchange = try Exchange.make(
            "GET / HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n")
        let route = Route(try .make("GET /", token: check), envelope: try .make(), store: fixture.opened)
        exchange.facts.route = route
        let challenge = text(route.challenge.line)
        do throws(APIError) {
            _ = try stage.check(&exchange, route, try readers())
            return (nil, nil, challenge)
        } catch { return (error.code, error.detail, challenge) }
    }

    private func readers() throws(APIError) -> StoreReaders {
        do { return try StoreReaders([fixture.opened]) } catch { throw APIError(.internalError, .program) }
    }

    @Test(
        arguments: [
            (["Authorization: Basic YW5uOnBhc3M="], nil, nil),
            (["Authorization: Basic YW5uOnBhc3Q="], .credentialsInvalid, .subjectUnknown),
            (["Authorization: Bearer ann:pass"], .credentialsInvalid, .tokenUnusable),
            ([], .credentialsInvalid, .tokenMissing),
        ] as [([String], ErrorCode?, ErrorDetail?)])
    func wrongCredentialsHaveACodeOfTheirOwn(_ fields: [String], _ code: ErrorCode?, _ detail: ErrorDetail?) throws {
        let found = try checkBasic(BasicVerifier(), fields)
        #expect(found.code == code && found.detail == detail)
        #expect(found.challenge == "WWW-Authenticate: Basic realm=\"items\", charset=\"UTF-8\"\r\n")
    }

    @Test func beforeOtherPlacesTheyAreOneOfSeveral() throws {
        let found = try checkBasic(BasicVerifier(), [], ["basic:Authorization", "cookie:jwt"])
        #expect(found.code == .tokenMissing && found.challenge == "WWW-Authenticate: Bearer\r\n")
    }

    @Test func aVerifierThatSaysNothingOfThemKnowsNobody() throws {
        #expect(try checkBasic(Verifier(), ["Authorization: Basic Z29vZDpnb29k"]).code == .credentialsInvalid)
    }
}

@testable import Core
import Kit
import System
import TestSupport
import Testing

/// A token is read once, and asked about each time that it comes.
struct TokenCacheTests {
    /// Counts how often a token was read; what counts can be changed from outside, as rows of a database can.
    private struct Verifier: TokenVerifier {
        final class State: Sendable {
            let readCount = Lock(0)
            let withdrawn = Lock<Set<String>>([])
        }

        let state = State()

        func claims(of token: Span<UInt8>) throws(APIError) -> String {
            state.readCount.withLock { $0 += 1 }
            let claims = text(token)
            if claims.hasPrefix("forged") { throw APIError(.tokenInvalid) }
            return claims
        }

        func subject(of claims: String, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
            if state.withdrawn.withLock({ $0.contains(claims) }) { throw APIError(.tokenInvalid) }
            guard now < Timestamp(milliseconds: 1000) else { throw APIError(.tokenInvalid) }
            return Subject(name: claims, tokenID: .text(claims), expiresAt: Timestamp(milliseconds: 1000))
        }
    }

    private let verifier = Verifier()
    private let otherVerifier = Verifier()
    private let fixture: StoreFixture
    private let readers: StoreReaders
    private let stage = AccessStage(
        apps: { _, _, _ in .denied(.unknown) }, fingerprintKey: HMACKey([UInt8](repeating: 1, count: 32).span, .sha256))
    private let route: Route
    /// Of another API, with keys of its own.
    private let otherRoute: Route

    init() throws {
        fixture = try StoreFixture()
        readers = try StoreReaders([fixture.opened])
        let lookup = [try TokenSource("header:Authorization")]
        let check = AccessRule.TokenCheck(isRequired: true, lookup: lookup, verifier: verifier)
        let otherCheck = AccessRule.TokenCheck(isRequired: true, lookup: lookup, verifier: otherVerifier)
        route = Route(try .make("GET /", token: check), envelope: try .make(), store: fixture.opened)
        otherRoute = Route(
            try .make("GET /", api: "others", token: otherCheck), envelope: try .make(), store: fixture.opened)
    }

    private var readCount: Int { verifier.state.readCount.withLock { $0 } }

    /// The subject's name and the fingerprint; `nil` when the token was refused.
    private func check(
        _ token: String, atMilliseconds now: Int64 = 0, on route: Route? = nil
    ) throws -> (name: String, fingerprint: UInt64)? {
        var exchange = try Exchange.make("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n\r\n")
        exchange.facts.route = route ?? self.route
        exchange.facts.now = Timestamp(milliseconds: now)
        do throws(APIError) {
            _ = try stage.check(&exchange, route ?? self.route, readers)
        } catch {
            #expect(error.code == .tokenInvalid && exchange.facts.tokenFingerprint != nil)
            return nil
        }
        return (try #require(exchange.facts.subject?.name), try #require(exchange.facts.tokenFingerprint))
    }

    @Test func aTokenIsReadOnceHoweverOftenItComes() throws {
        let first = try #require(try check("alice"))
        for _ in 0..<10 { #expect(try #require(try check("alice")) == first) }
        #expect(readCount == 1)
        #expect(try #require(try check("bob")).fingerprint != first.fingerprint)
        #expect(readCount == 2)
    }

    @Test func whetherItStillCountsIsAskedEachTime() throws {
        #expect(try check("alice") != nil)
        #expect(try check("alice", atMilliseconds: 999) != nil)
        #expect(try check("alice", atMilliseconds: 1000) == nil)
        verifier.state.withdrawn.withLock { _ = $0.insert("alice") }
        #expect(try check("alice") == nil)
        verifier.state.withdrawn.withLock { $0 = [] }
        #expect(try check("alice") != nil)
        #expect(readCount == 1)
    }

    @Test func noTokenButTheSameIsTakenForIt() throws {
        let token = String(repeating: "abcdefgh", count: 40)
        #expect(try check(token) != nil)
        for index in [0, 7, 8, 159, 312, 319] {
            var other = Array(token.utf8)
            other[index] ^= 1
            #expect(try #require(try check(text(other))).name == text(other))
        }
        for other in [token + "a", String(token.dropLast()), String(token.dropFirst())] {
            #expect(try #require(try check(other)).name == other)
        }
        #expect(readCount == 10)
    }

    /// Two APIs of one plugin share a database, but not their keys.
    @Test func anotherAPIReadsTheSameTokenItself() throws {
        for _ in 0..<3 { #expect(try check("alice") != nil) }
        otherVerifier.state.withdrawn.withLock { _ = $0.insert("alice") }
        #expect(try check("alice", on: otherRoute) == nil)
        #expect(otherVerifier.state.readCount.withLock { $0 } == 1)
        #expect(try check("alice") != nil)
        #expect(readCount == 1)
    }

    @Test func whatWasRefusedIsNotKept() throws {
        for _ in 0..<3 { #expect(try check("forged") == nil) }
        #expect(readCount == 3)
        verifier.state.withdrawn.withLock { _ = $0.insert("old") }
        for _ in 0..<3 { #expect(try check("old") == nil) }
        #expect(readCount == 6)
    }

    @Test func aLongTokenIsReadEachTime() throws {
        let token = String(repeating: "a", count: 1025)
        for _ in 0..<2 { #expect(try check(token) != nil) }
        #expect(readCount == 2)
        for _ in 0..<2 { #expect(try check(String(token.dropLast())) != nil) }
        #expect(readCount == 3)
    }

    /// Far more tokens than there are places, each of them still right.
    @Test func tokensThatTakeEachOthersPlacesAreReadAgain() throws {
        for _ in 0..<2 {
            for number in 0..<3000 { #expect(try #require(try check("user\(number)")).name == "user\(number)") }
        }
        #expect(readCount > 3000)
    }

    /// A token that reads like somebody's login and password must never be let in as them, nor they as it.
    @Test func aTokenIsNeverTakenForALoginAndPassword() throws {
        struct Kinds: TokenVerifier {
            func claims(of token: Span<UInt8>) -> String { "token \(text(token))" }
            func claims(ofBasic credentials: Span<UInt8>) -> String { "basic \(text(credentials))" }

            func subject(of claims: String, now: Timestamp, store: ReadStore) -> Subject {
                Subject(name: claims, tokenID: .text(claims), expiresAt: Timestamp(milliseconds: 1000))
            }
        }
        func name(_ source: String, _ field: String) throws -> String? {
            let check = AccessRule.TokenCheck(isRequired: true, lookup: [try TokenSource(source)], verifier: Kinds())
            let route = Route(try .make("GET /", token: check), envelope: try .make(), store: fixture.opened)
            var exchange = try Exchange.make("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: \(field)\r\n\r\n")
            exchange.facts.route = route
            _ = try stage.check(&exchange, route, readers)
            return exchange.facts.subject?.name
        }
        for _ in 0..<2 {
            #expect(try name("basic:Authorization", "Basic YTpi") == "basic a:b")
            #expect(try name("header:Authorization", "Bearer a:b") == "token a:b")
        }
    }
}

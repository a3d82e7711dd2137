import Kit
import System
import Testing

@testable import Core

struct LimitStageTests {
    private let stage = LimitStage(RateCallerKey(salt: 1))
    private let home: SocketAddress
    private let away: SocketAddress

    init() throws {
        home = try #require(SocketAddress("192.0.2.1:1"))
        away = try #require(SocketAddress("192.0.2.2:1"))
    }

    private func route(_ party: RateLimit.Party) throws -> Route {
        let limit = RateLimit(party: party, requests: 1, seconds: 60)
        let limiter = RateLimiter(limit, epochNanoseconds: 0, slotCount: 1024)
        return Route(try .make("GET /"), envelope: try .make(), limiter: limiter)
    }

    /// What both looks at one request come to: which of them refused it, if any.
    private func ask(
        _ route: Route, from peer: SocketAddress, app: String? = nil, subject: String? = nil
    ) throws -> String? {
        var exchange = try Exchange.make()
        exchange.peer = Peer(peer, listener: "l")
        exchange.facts.route = route
        do throws(APIError) {
            try stage.checkAddress(&exchange, nanoseconds: 5)
        } catch {
            #expect(error == APIError(.rateLimited, retryAfterSeconds: 60))
            return "address"
        }
        exchange.facts.app = app.map { App(name: $0, isSuper: false) }
        exchange.facts.subject = subject.map {
            Subject(name: $0, tokenID: .text(""), expiresAt: Timestamp(milliseconds: 0))
        }
        do throws(APIError) {
            try stage.checkCaller(&exchange, nanoseconds: 5)
        } catch {
            #expect(error == APIError(.rateLimited, retryAfterSeconds: 60))
            #expect(exchange.facts.rate?.isAllowed == false)
            return "caller"
        }
        #expect(exchange.facts.rate?.isAllowed == (route.limiter == nil ? nil : true))
        return nil
    }

    @Test func anAddressIsCountedOnceAndFirst() throws {
        let route = try route(.address)
        #expect(try ask(route, from: home, subject: "a") == nil)
        #expect(try ask(route, from: home, subject: "b") == "address")
        #expect(try ask(route, from: away, subject: "a") == nil)
    }

    @Test func aSubjectIsTheSameFromEveryAddress() throws {
        let route = try route(.subject)
        #expect(try ask(route, from: home, app: "x", subject: "a") == nil)
        #expect(try ask(route, from: away, app: "y", subject: "a") == "caller")
        #expect(try ask(route, from: home, app: "x", subject: "b") == nil)
    }

    @Test func anAppIsTheSameForAllItsUsers() throws {
        let route = try route(.app)
        #expect(try ask(route, from: home, app: "x", subject: "a") == nil)
        #expect(try ask(route, from: away, app: "x", subject: "b") == "caller")
        #expect(try ask(route, from: home, app: "y", subject: "a") == nil)
    }

    @Test(arguments: [RateLimit.Party.app, .subject]) func whoeverIsNobodyIsAnAddress(_ party: RateLimit.Party) throws {
        let route = try route(party)
        #expect(try ask(route, from: home) == nil)
        #expect(try ask(route, from: home) == "caller")
        #expect(try ask(route, from: away) == nil)
        #expect(try ask(route, from: home, app: "x", subject: "a") == nil)
    }

    @Test func aRouteWithoutLimitCountsNobody() throws {
        let route = Route(try .make("GET /"), envelope: try .make())
        for _ in 0..<9 { #expect(try ask(route, from: home) == nil) }
    }
}

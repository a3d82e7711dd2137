import Kit
import TestSupport
import Testing

@testable import Portal

struct TokenTests {
    private let bench: PortalBench

    init() throws { bench = try .makeWithAnn() }

    private func refusal(_ token: String) -> APIError? {
        bench.failure { () throws(APIError) in try bench.refresh(token) }
    }

    /// P37
    @Test func tokensEndOnTheMillisecond() throws {
        let opened = try bench.open()
        bench.clock.advance(milliseconds: 21_599_999)
        #expect(bench.takes(opened.access))
        bench.clock.advance(milliseconds: 1)
        #expect(!bench.takes(opened.access))
        bench.clock.advance(milliseconds: 1_209_600_000 - 21_600_000 - 1)
        let next = try bench.refresh(opened.refresh)
        bench.clock.advance(milliseconds: 1_209_600_000)
        #expect(refusal(next.refresh) == APIError(.refreshInvalid))
    }

    /// P37
    @Test func lifetimesAreSettings() throws {
        let bench = try PortalBench.makeWithAnn(
            #""accessTokenLifetimeSeconds": 5, "refreshTokenLifetimeSeconds": 7"#)
        let opened = try bench.open()
        #expect(try bench.verify(opened.access).expiresAt == bench.clock.now.adding(seconds: 5))
        bench.clock.advance(seconds: 7)
        #expect(bench.failure { () throws(APIError) in try bench.refresh(opened.refresh) }?.code == .refreshInvalid)
    }

    /// P44
    @Test func accessTokenStandsForItsPerson() throws {
        let opened = try bench.open()
        let subject = try bench.verify(opened.access)
        #expect(subject.name == "ann" && subject.tokenID == .number(opened.id))
        for token in [opened.refresh, opened.access + "A", String(opened.access.dropLast()), "", text(43, "A")] {
            #expect(!bench.takes(token))
        }
    }

    /// P45
    @Test func refreshReplacesBothTokens() throws {
        let first = try bench.open()
        bench.clock.advance(seconds: 60)
        let reply = try bench.call("refreshSession", #"{"refresh_token":"\#(first.refresh)"}"#)
        #expect(
            reply.keys == ["session_id", "access_token", "access_expire_at", "refresh_token", "refresh_expire_at"])
        #expect(reply["access_expire_at"] == "2026-09-21 20:14:20")
        #expect(reply["refresh_expire_at"] == "2026-10-05 14:14:20")
        let second = Opened(reply)
        #expect(second.id == first.id)
        #expect(Set([first.access, first.refresh, second.access, second.refresh]).count == 4)
        #expect(!bench.takes(first.access) && bench.takes(second.access))
        #expect(bench.brokenRules("refreshSession", "{}") == ["refresh_token is required"])
        #expect(bench.brokenRules("refreshSession", #"{"refresh_token":7}"#) == ["refresh_token must be a string"])
    }

    /// P46
    @Test func aRefreshTokenUsedTwiceClosesTheSession() throws {
        let other = try bench.open()
        let first = try bench.open()
        let second = try bench.refresh(first.refresh)
        let third = try bench.refresh(second.refresh)
        #expect(refusal(first.refresh) == APIError(.refreshReused).keepingWrites)
        #expect(!bench.takes(third.access) && bench.takes(other.access))
        #expect(refusal(third.refresh) == APIError(.refreshInvalid))
        #expect(refusal(first.refresh) == APIError(.refreshInvalid), "there is nothing left to close")
        #expect(try bench.column("SELECT count(*) FROM spent_tokens") == "0")
    }

    /// P47
    @Test func ofTwoRefreshesAtOnceOneWinsAndTheOtherClosesTheSession() throws {
        let bench = bench
        for _ in 0..<20 {
            let token = try bench.open().refresh
            let outcomes = inParallel(2) { _ in
                Result<Opened, APIError> { () throws(APIError) in try bench.refresh(token) }
            }
            let winners = outcomes.compactMap { try? $0.get() }
            #expect(winners.count == 1)
            #expect(winners.allSatisfy { !bench.takes($0.access) })
            let losers = outcomes.compactMap { outcome -> ErrorCode? in
                if case .failure(let error) = outcome { error.code } else { nil }
            }
            #expect(losers == [.refreshReused])
        }
        #expect(try bench.column("SELECT count(*) FROM sessions") == "0")
    }

    /// P48
    @Test func usedTokensAreRememberedUntilTheyWouldHaveEnded() throws {
        let first = try bench.open()
        bench.clock.advance(seconds: 1_000_000)
        let second = try bench.refresh(first.refresh)
        bench.clock.advance(seconds: 209_600)
        #expect(refusal(first.refresh) == APIError(.refreshInvalid))
        #expect(bench.takes(second.access) == false && refusal("") == APIError(.refreshInvalid))
        _ = try bench.refresh(second.refresh)
        #expect(try bench.column("SELECT count(*) FROM spent_tokens") == "1")
    }

    /// P48
    @Test func atMostAHundredUsedTokensAreRemembered() throws {
        var tokens = [try bench.open().refresh]
        for _ in 0..<105 { tokens.append(try bench.refresh(tokens[tokens.count - 1]).refresh) }
        #expect(try bench.column("SELECT count(*) FROM spent_tokens") == "100")
        #expect(refusal(tokens[4]) == APIError(.refreshInvalid))
        #expect(refusal(tokens[5])?.code == .refreshReused)
    }

    /// P49
    @Test func closeSessionClosesItsOwn() throws {
        let (first, second) = (try bench.open(), try bench.open())
        #expect("\(try bench.call("closeSession", token: first.access))" == "null")
        #expect(!bench.takes(first.access) && bench.takes(second.access))
        #expect(refusal(first.refresh) == APIError(.refreshInvalid))
        #expect(bench.failure("closeSession", "") == APIError(.tokenMissing))
    }
}

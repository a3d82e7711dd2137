import Kit
import TestSupport
import Testing

@testable import Goncord

struct LockoutTests {
    private let bench: GoncordBench

    init() throws {
        bench = try .make()
        try bench.register()
        try bench.register("bob")
    }

    private func attempt(_ login: String = "ann", _ password: String = "wrong password") -> APIError? {
        bench.failure("issueToken", #"{"login":"\#(login)","password":"\#(password)"}"#)
    }

    private func fail(_ count: Int, _ login: String = "ann") {
        for _ in 0..<count { #expect(attempt(login)?.code == .credentialsInvalid) }
    }

    private func locked(_ seconds: Int) -> APIError { APIError(.credentialsLocked, retryAfterSeconds: seconds) }

    /// G22
    @Test func tenFailuresLockTheUserForTheRestOfTheWindow() {
        #expect(ErrorCode.credentialsLocked.status == 429)
        fail(1)
        bench.clock.advance(seconds: 60)
        fail(9)
        #expect(attempt() == locked(840))
        #expect(attempt("ann", "long enough") == locked(840))
        #expect(attempt("bob", "long enough") == nil)
        bench.clock.advance(milliseconds: 839_999)
        #expect(attempt("ann", "long enough") == locked(1))
        bench.clock.advance(milliseconds: 1)
        #expect(attempt("ann", "long enough") == nil)
    }

    /// G22: the window slides: nine of the ten failures still count.
    @Test func eachFailureCountsForFifteenMinutes() {
        fail(1)
        bench.clock.advance(seconds: 60)
        fail(9)
        bench.clock.advance(seconds: 840)
        fail(1)
        #expect(attempt("ann", "long enough") == locked(60))
    }

    /// G22: by any of the names.
    @Test func loginAndEmailAreCountedTogether() {
        for body in [#""login":"ANN""#, #""email":"ann@example.org""#, #""login":"ann","email":"ann@example.org""#] {
            for _ in 0..<3 { _ = bench.failure("issueToken", #"{\#(body),"password":"wrong password"}"#) }
        }
        fail(1)
        #expect(attempt()?.code == .credentialsLocked)
    }

    /// G22
    @Test func noPasswordIsLookedAtWhileLocked() throws {
        let bench = try GoncordBench.make(#""failureLimit": 1, "scryptCostExponent": 15"#)
        let time = { (count: Int, code: ErrorCode) in
            threadTime {
                for _ in 0..<count {
                    let error = bench.failure("issueToken", #"{"login":"ann","password":"wrong password"}"#)
                    #expect(error?.code == code)
                }
            }
        }
        #expect(time(1, .credentialsInvalid) > time(5, .credentialsLocked))
    }

    /// G23
    @Test func parallelAttemptsDoNotExceedTheLimit() throws {
        let bench = bench
        let outcomes = inParallel(24) { _ in
            bench.failure("issueToken", #"{"login":"ann","password":"wrong password"}"#)?.code
        }
        #expect(outcomes.filter { $0 == .credentialsInvalid }.count == 10)
        #expect(outcomes.filter { $0 == .credentialsLocked }.count == 14)
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "10")
    }

    /// G24
    @Test func successDoesNotClearTheCount() {
        fail(9)
        #expect(attempt("ann", "long enough") == nil)
        fail(1)
        #expect(attempt("ann", "long enough") == locked(900))
    }

    /// G24
    @Test func lockedAttemptsAreNotCounted() throws {
        fail(10)
        for _ in 0..<5 { #expect(attempt()?.code == .credentialsLocked) }
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "10")
        bench.clock.advance(seconds: 900)
        #expect(attempt("ann", "long enough") == nil)
    }

    /// G25
    @Test func namesWithoutUserAreLockedToo() throws {
        fail(10, "nobody")
        #expect(attempt("NoBody") == locked(900))
        fail(1, "somebody")
        let row = try bench.column("SELECT group_concat(event_key || ' ' || counted_at) FROM limit_events")
        #expect(row?.contains("nobody") == false)
        try bench.register("nobody")
        #expect(attempt("nobody", "long enough") == nil, "what was guessed before there was a user does not count")
    }

    /// G26
    @Test func failuresOutliveARestart() throws {
        fail(10)
        fail(10, "nobody")
        let again = try GoncordBench.make(folder: bench.folder)
        for login in ["ann", "nobody"] {
            let error = again.failure("issueToken", #"{"login":"\#(login)","password":"long enough"}"#)
            #expect(error?.code == .credentialsLocked)
        }
    }

    /// G26
    @Test func oldFailuresAreDeleted() throws {
        fail(10)
        fail(3, "bob")
        bench.clock.advance(seconds: 900)
        fail(1)
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "1")
    }
}

import Kit
import System
import TestSupport
import Testing

struct DurableLimitTests {
    private enum Statements {
        static let count = SQL("SELECT count(*) FROM limit_events")
    }

    private let directory = ScratchDirectory()
    private let clock = ManualClock()
    private let limit = DurableLimit("calls", count: 3, windowSeconds: 60)
    private let database: Database

    init() throws {
        database = try Database(path: directory.path + "/test.sqlite", mode: .readWrite) { _ in }
        try database.run(DurableLimit.migration.sql)
    }

    private static let caller = Caller(
        app: nil, subject: nil, remoteAddress: "192.0.2.1", userAgent: nil, requestID: RequestID(high: 0, low: 0))

    private func writing<Result>(
        _ body: (borrowing WriteCall) throws(APIError) -> Result
    ) throws(APIError) -> Result {
        try body(WriteCall(caller: Self.caller, now: clock.now, store: WriteStore(database)))
    }

    private func take(_ key: some SQLValue = "+43123", _ limit: DurableLimit? = nil) -> APIError? {
        let limit = limit ?? self.limit
        do throws(APIError) {
            try writing { (call) throws(APIError) in try limit.take(key, call) }
            return nil
        } catch { return error }
    }

    private func check(_ key: String = "+43123") -> APIError? {
        do throws(APIError) {
            try limit.check(key, ReadCall(caller: Self.caller, now: clock.now, store: ReadStore(database)))
            return nil
        } catch { return error }
    }

    private func rows() throws -> Int {
        try writing { (call) throws(APIError) in try call.store.first(Statements.count) { $0.int(0) } ?? 0 }
    }

    private func refused(_ seconds: Int) -> APIError { APIError(.rateLimited, retryAfterSeconds: seconds) }

    @Test func soManyAreLetInAndTheNextIsToldWhen() {
        #expect(take() == nil)
        clock.advance(seconds: 10)
        #expect(take() == nil)
        #expect(take() == nil)
        #expect(take() == refused(50))
        clock.advance(milliseconds: 49_999)
        #expect(take() == refused(1))
        clock.advance(milliseconds: 1)
        #expect(take() == nil)
        #expect(take() == refused(10))
    }

    @Test func whatIsRefusedIsNotCounted() throws {
        for _ in 0..<9 { _ = take() }
        #expect(try rows() == 3)
        clock.advance(seconds: 60)
        #expect(take() == nil)
    }

    @Test func keysAndLimitsAreCountedApart() {
        let other = DurableLimit("texts", count: 1, windowSeconds: 60)
        for _ in 0..<3 { #expect(take() == nil) }
        #expect(take("+43124") == nil)
        #expect(take(43_123) == nil)
        #expect(take("+43123", other) == nil)
        #expect(take("+43123", other) == refused(60))
    }

    @Test func aCheckCountsNothingAndSeesWhatIsRecorded() throws {
        for _ in 0..<5 { #expect(check() == nil) }
        #expect(try rows() == 0)
        for _ in 0..<3 {
            #expect(check() == nil)
            try writing { (call) throws(APIError) in
                try limit.check("+43123", call)
                try limit.record("+43123", call)
            }
        }
        #expect(check() == refused(60))
        #expect(check("+43124") == nil)
        #expect(throws: refused(60)) {
            try writing { (call) throws(APIError) in try limit.check("+43123", call) }
        }
    }

    @Test func theAnswerIsTheLimitsOwnCode() {
        let code = ErrorCode("phone.busy", status: 429, message: "busy", meaning: "Busy.")
        let limit = DurableLimit("calls", count: 1, windowSeconds: 2, code: code)
        #expect(take("a", limit) == nil)
        #expect(take("a", limit) == APIError(code, retryAfterSeconds: 2))
    }

    @Test func whatNoLongerCountsIsDeletedAFewAtATime() throws {
        for number in 0..<50 { #expect(take("key \(number)") == nil) }
        clock.advance(seconds: 59)
        #expect(take("late") == nil)
        #expect(try rows() == 51)
        clock.advance(seconds: 1)
        #expect(take("a") == nil)
        #expect(try rows() == 32)
        for name in ["b", "c"] { #expect(take(name) == nil) }
        #expect(try rows() == 4)
        #expect(take("late") == nil)
    }

    @Test func whatIsRolledBackIsNotCounted() throws {
        try database.run("BEGIN")
        for _ in 0..<3 { #expect(take() == nil) }
        #expect(take() == refused(60))
        try database.run("ROLLBACK")
        #expect(take() == nil)
    }

    @Test func aClockThatWasAheadKeepsNobodyOutForLong() {
        clock.advance(seconds: 86_400)
        for _ in 0..<3 { #expect(take() == nil) }
        clock.advance(seconds: -86_400)
        for _ in 0..<3 { #expect(take() == nil && check("other") == nil) }
        #expect(take() == refused(60), "what came since then counts")
        #expect(check() == refused(60))
        clock.advance(seconds: -5)
        #expect(take() == refused(65), "a clock that goes back a little lets nobody in")
    }

    @Test func countsOutliveARestart() throws {
        for _ in 0..<3 { #expect(take() == nil) }
        let again = try Database(path: directory.path + "/test.sqlite", mode: .readOnly) { _ in }
        #expect(throws: refused(60)) {
            try limit.check("+43123", ReadCall(caller: Self.caller, now: clock.now, store: ReadStore(again)))
        }
    }
}

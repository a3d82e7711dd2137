import Kit
import TestSupport
import Testing

@testable import CallUp

struct OrderLimitTests {
    private let bench: CallUpBench

    init() throws { bench = try CallUpBench() }

    private func attempt(_ phone: String = "79990001122", app: App = .shop) -> APIError? {
        bench.orderRefusal(#"{"phone":"\#(phone)"}"#, app: app)
    }

    private func tooMany(_ seconds: Int) -> APIError { APIError(.orderTooMany, retryAfterSeconds: seconds) }

    /// C13
    @Test func threeOrdersInTenMinutesToTheMillisecond() {
        #expect(ErrorCode.orderTooMany.status == 429)
        #expect(attempt() == nil)
        bench.clock.advance(seconds: 60)
        for _ in 0..<2 { #expect(attempt() == nil) }
        #expect(attempt() == tooMany(540))
        bench.clock.advance(milliseconds: 539_999)
        #expect(attempt() == tooMany(1))
        bench.clock.advance(milliseconds: 1)
        #expect(attempt() == nil)
        #expect(attempt() == tooMany(60), "the two of the second minute and the new one are left")
    }

    /// C13
    @Test func whatIsRefusedIsNotCountedAndNotCalled() throws {
        for _ in 0..<10 { _ = attempt() }
        _ = bench.orderRefusal(#"{"phone":"79990003344","code":"x"}"#)
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "3")
        #expect(try bench.column("SELECT count(*) FROM orders") == "3")
        #expect(try bench.calls().split(separator: "\n").count == 3)
    }

    /// C13
    @Test func parallelOrdersDoNotExceedTheLimit() {
        let bench = bench
        let codes = inParallel(12) { _ in bench.orderRefusal(#"{"phone":"79990001122"}"#)?.code }
        #expect(codes.filter { $0 == nil }.count == 3)
        #expect(codes.filter { $0 == .orderTooMany }.count == 9)
    }

    /// C14
    @Test func phonesAndAppsAreCountedApart() {
        for _ in 0..<3 { #expect(attempt() == nil) }
        #expect(attempt("79990001123") == nil)
        #expect(attempt(app: .bank) == nil)
        #expect(attempt()?.code == .orderTooMany)
    }

    /// C14
    @Test func theCountOutlivesARestart() throws {
        for _ in 0..<3 { #expect(attempt() == nil) }
        let again = try CallUpBench(folder: bench.folder)
        #expect(again.orderRefusal(#"{"phone":"79990001122"}"#)?.code == .orderTooMany)
    }
}

import Kit
import TestSupport
import Testing

@testable import CallUp

struct WrongCodeTests {
    private let bench: CallUpBench

    init() throws { bench = try CallUpBench() }

    private func fail(_ order: Ordered, _ count: Int) {
        for _ in 0..<count { #expect(bench.refusal(order.id, "0000")?.code == .codeWrong) }
    }

    /// C25
    @Test func aWrongCodeIsRefusedAndCounted() throws {
        let order = try bench.order()
        let error = try #require(bench.refusal(order.id, "0346"))
        #expect(error == APIError(.codeWrong).keepingWrites)
        #expect(error.code.status == 422)
        #expect(error.message == "order_code is wrong")
        #expect(error.brokenRules.isEmpty)
        #expect(try bench.column("SELECT wrong_codes FROM orders") == "1")
    }

    /// C26
    @Test func afterFiveWrongCodesTheRightOneIsRefusedToo() throws {
        let order = try bench.order()
        fail(order, 5)
        for code in ["0345", "0000"] {
            let error = try #require(bench.refusal(order.id, code))
            #expect(error == APIError(.orderLocked))
            #expect(error.code.status == 429 && error.retryAfterSeconds == nil)
        }
        #expect(try bench.column("SELECT wrong_codes FROM orders") == "5")
    }

    /// C26
    @Test func afterFourTheRightOneIsTaken() throws {
        let order = try bench.order()
        fail(order, 4)
        #expect(bench.refusal(order.id, "0345") == nil)
    }

    /// C26: each order by itself.
    @Test func otherOrdersAreNotLocked() throws {
        let orders = [try bench.order(), try bench.order()]
        fail(orders[0], 5)
        #expect(bench.refusal(orders[1].id, "0345") == nil)
    }

    /// C25
    @Test func theCountOutlivesARestart() throws {
        let order = try bench.order()
        fail(order, 5)
        let again = try CallUpBench(folder: bench.folder)
        #expect(again.refusal(order.id, "0345")?.code == .orderLocked)
    }

    /// C28
    @Test func parallelWrongCodesDoNotExceedTheLimit() throws {
        let order = try bench.order()
        let bench = bench
        let codes = inParallel(16) { number in bench.refusal(order.id, String(1_000 + number))?.code }
        #expect(codes.filter { $0 == .codeWrong }.count == 5)
        #expect(codes.filter { $0 == .orderLocked }.count == 11)
    }

    /// C31
    @Test func aPhoneTakesFifteenGuessesInTenMinutes() {
        var guesses = 0
        for _ in 0..<10 {
            guard let order = try? bench.order() else { continue }
            for _ in 0..<20 where bench.refusal(order.id, "0000")?.code == .codeWrong { guesses += 1 }
            bench.clock.advance(seconds: 60)
        }
        #expect(guesses == 15)
    }
}

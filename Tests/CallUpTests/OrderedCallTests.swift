import Kit
import TestSupport
import Testing

@testable import CallUp

struct OrderedCallTests {
    /// C16
    @Test func theCallHasTheNumberAndTheOrdersEnd() throws {
        let bench = try CallUpBench(settings: #"{"provider": {"url": "https://calls.example.com/"}}"#)
        let order = try bench.order("79990001122", code: "0345")
        let body = #"{"order_id":"\#(order.id)","phone":"79990001122","caller_number":"74872600345"}"#
        #expect(try bench.calls() == body)
        #expect(try bench.column("SELECT channel || ' ' || ordering_key FROM outbox") == "calls 79990001122")
        #expect(try bench.column("SELECT deadline_at FROM outbox") == "\(bench.clock.now.milliseconds + 300_000)")
    }

    /// C16: a call that is not the first of its phone waits.
    @Test func callsOfOnePhoneAreMadeInTheirOrder() throws {
        let bench = try CallUpBench(settings: #"{"provider": {"url": "https://calls.example.com/"}}"#)
        for number in [1, 2, 1] { _ = try bench.order(phone(number)) }
        let states = "SELECT group_concat(state) FROM (SELECT state FROM outbox ORDER BY id)"
        #expect(try bench.column(states) == "1,1,0")
    }

    /// C7, C16: a random code is the one that is called and the one that is right.
    @Test func theRandomCodeIsTheOneThatIsCalled() throws {
        let bench = try CallUpBench()
        let reply = try bench.createOrder(#"{"phone":"79990001122"}"#)
        let match = try #require(try bench.calls().firstMatch(of: /"caller_number":"7487260([0-9]{4})"/))
        #expect(bench.refusal(reply["id"] ?? "", String(match.output.1)) == nil)
    }

    /// C15
    @Test func anOrderThatFailsHasNoCall() throws {
        let bench = try CallUpBench()
        for table in ["orders", "outbox"] {
            let refuse = "SELECT RAISE(ABORT, 'refused')"
            try bench.tamper("CREATE TRIGGER refuse AFTER INSERT ON \(table) BEGIN \(refuse); END")
            #expect(bench.orderRefusal(#"{"phone":"79990001122"}"#)?.code == .internalError)
            for name in ["orders", "outbox", "limit_events"] {
                #expect(try bench.column("SELECT count(*) FROM \(name)") == "0", "\(name)")
            }
            try bench.tamper("DROP TRIGGER refuse")
        }
        #expect(throws: Never.self) { try bench.order() }
        let joined = "SELECT count(*) FROM orders JOIN outbox ON instr(outbox.body, orders.id)"
        #expect(try bench.column(joined) == "1")
        #expect(bench.reports.count == 2)
        // The folder's name is random, and may have any four digits.
        let reports = bench.reports.map { $0.replacing(bench.folder.path, with: "") }
        #expect(!reports.contains { $0.contains("0345") || $0.contains("7999") })
    }

    /// C17
    @Test func withoutAProviderTheCallIsInTheJournal() throws {
        let bench = try CallUpBench()
        _ = try bench.order()
        #expect(try bench.column("SELECT state FROM outbox") == "2")
        #expect(try bench.column("SELECT finished_at FROM outbox") == "\(bench.clock.now.milliseconds)")
    }

    /// C18: what commands mask.
    @Test func theNumberIsMarkedAsSecret() throws {
        let bench = try CallUpBench()
        _ = try bench.order()
        #expect(try bench.column("SELECT secret_keys FROM outbox") == "caller_number")
    }
}

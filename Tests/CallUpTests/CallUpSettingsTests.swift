import Kit
import TestSupport
import Testing

@testable import CallUp

struct CallUpSettingsTests {
    private func problems(_ settings: String) -> [String] {
        do {
            _ = try PluginSettings<CallUp>(settings).makePlugin()
            return []
        } catch let error as PluginSettings<CallUp>.Unusable {
            return error.problems
        } catch {
            return ["\(error)"]
        }
    }

    /// C32
    @Test func allSettingsHaveDefaults() throws {
        let settings = try PluginSettings<CallUp>("{}").value
        #expect(settings.orderLifetimeSeconds == 300)
        #expect(settings.wrongCodeLimit == 5)
        #expect(settings.orderLimit == 3)
        #expect(settings.orderWindowSeconds == 600)
        #expect(settings.prefixes.map(\.text) == ["7487260"])
        #expect(settings.provider == nil)
    }

    /// C32
    @Test(arguments: [
        ("orderLifetimeSeconds", 1, 86_400), ("wrongCodeLimit", 1, 100), ("orderLimit", 1, 1_000),
        ("orderWindowSeconds", 1, 86_400),
    ])
    func numberHasARange(_ name: String, _ least: Int, _ most: Int) {
        for number in [least, most] { #expect(problems("{\"\(name)\": \(number)}") == []) }
        for number in [least - 1, most + 1] {
            #expect(problems("{\"\(name)\": \(number)}") == ["\(name): must be \(least) to \(most), not \(number)"])
        }
    }

    /// C32
    @Test func settingsAreUsed() throws {
        let bench = try CallUpBench(
            settings: """
                {"orderLifetimeSeconds": 7, "wrongCodeLimit": 1, "orderLimit": 2, "orderWindowSeconds": 5,
                 "prefixes": ["7495000"]}
                """)
        let order = try bench.order()
        #expect(try bench.calls().contains("74950000345"))
        #expect(bench.refusal(order.id, "0000")?.code == .codeWrong)
        #expect(bench.refusal(order.id, "0345")?.code == .orderLocked)
        let second = try bench.order()
        #expect(throws: APIError(.orderTooMany, retryAfterSeconds: 5)) { try bench.order() }
        bench.clock.advance(seconds: 7)
        #expect(bench.refusal(second.id, "0345")?.code == .orderExpired)
    }

    /// C33
    @Test(arguments: ["", "748726", "74872600", "748726x", "+487260", "٧٤٨٧٢٦٠"])
    func prefixIsSevenDigits(text: String) {
        #expect(problems(#"{"prefixes": ["7487260", "\#(text)"]}"#) == ["prefixes.1: must be 7 digits"])
    }

    /// C33
    @Test func thereIsAPrefix() {
        #expect(problems(#"{"prefixes": []}"#) == ["prefixes: must not be empty"])
        #expect(problems(#"{"prefixes": "7487260"}"#).count == 1)
        #expect(problems(#"{"prefixes": ["7487260", "0000000"]}"#) == [])
    }

    /// C34
    @Test func allProblemsComeAtOnce() {
        #expect(
            problems(#"{"orderLimit": 0, "prefixes": [], "orderLifetimeSeconds": -1}"#) == [
                "orderLifetimeSeconds: must be 1 to 86400, not -1", "orderLimit: must be 1 to 1000, not 0",
                "prefixes: must not be empty",
            ])
    }
}

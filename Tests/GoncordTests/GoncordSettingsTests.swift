import Kit
import TestSupport
import Testing

@testable import Goncord

struct GoncordSettingsTests {
    private func problems(_ settings: String, key: String = "") -> [String] {
        do {
            _ = try PluginSettings<Goncord>(settings, environment: ["KEY": key]).makePlugin()
            return []
        } catch let error as PluginSettings<Goncord>.Unusable {
            return error.problems
        } catch {
            return ["\(error)"]
        }
    }

    /// G43
    @Test func allSettingsHaveDefaults() throws {
        let settings = try PluginSettings<Goncord>("{}").value
        #expect(settings.tokenLifetimeSeconds == 1_209_600)
        #expect(settings.scryptCostExponent == 15)
        #expect(settings.failureLimit == 10)
        #expect(settings.failureWindowSeconds == 900)
        #expect(settings.signingKey == nil && settings.previousKey == nil)
    }

    /// G43
    @Test(arguments: [
        ("tokenLifetimeSeconds", 1, 315_360_000), ("scryptCostExponent", 10, 18), ("failureLimit", 1, 1_000),
        ("failureWindowSeconds", 1, 86_400),
    ])
    func numberHasARange(_ name: String, _ least: Int, _ most: Int) {
        for number in [least, most] { #expect(problems("{\"\(name)\": \(number)}") == []) }
        for number in [least - 1, most + 1] {
            #expect(problems("{\"\(name)\": \(number)}") == ["\(name): must be \(least) to \(most), not \(number)"])
        }
    }

    /// G43
    @Test func failureSettingsAreUsed() throws {
        let bench = try GoncordBench.make(#""failureLimit": 1, "failureWindowSeconds": 5"#)
        try bench.register()
        _ = bench.failure("issueToken", #"{"login":"ann","password":"wrong password"}"#)
        let locked = APIError(.credentialsLocked, retryAfterSeconds: 5)
        #expect(throws: locked) { try bench.logIn() }
        bench.clock.advance(seconds: 5)
        #expect(throws: Never.self) { try bench.logIn() }
    }

    /// G44
    @Test(arguments: ["signingKey", "previousKey"]) func keyIsASecretOf64Bytes(_ name: String) {
        let settings = #"{"\#(name)": {"env": "KEY"}}"#
        #expect(problems(settings, key: text(64)) == [])
        #expect(problems(settings, key: text(63)) == ["\(name): must be at least 64 bytes long"])
        #expect(problems(#"{"\#(name)": "\#(text(64, "k"))"}"#).count == 1)
    }

    /// G45
    @Test func allProblemsComeAtOnceWithoutSecrets() {
        let settings = #"{"failureLimit": 0, "tokenLifetimeSeconds": 0, "signingKey": {"env": "KEY"}}"#
        #expect(
            problems(settings, key: "swordfish") == [
                "tokenLifetimeSeconds: must be 1 to 315360000, not 0", "failureLimit: must be 1 to 1000, not 0",
                "signingKey: must be at least 64 bytes long",
            ])
    }

    /// G45
    @Test func keysArePrintedNowhere() throws {
        let secret = String(decoding: TestKey.current, as: UTF8.self)
        let settings = try PluginSettings<Goncord>(
            #"{"signingKey": {"env": "KEY"}, "previousKey": {"env": "KEY"}}"#, environment: ["KEY": secret])
        var dumped = ""
        dump(settings.value, to: &dumped)
        dump(try settings.makePlugin(), to: &dumped)
        let bytes = TestKey.current.prefix(4).map { "\($0)" }
        #expect(!dumped.contains(secret) && !dumped.contains(bytes.joined(separator: ", ")))
        #expect(!dumped.contains("- \(bytes[0])\n"))
    }
}

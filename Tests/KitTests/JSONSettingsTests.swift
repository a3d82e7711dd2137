import Testing

@testable import Kit

struct JSONSettingsTests {
    private struct Settings: Decodable {
        struct Provider: Decodable {
            let address: String
            let timeoutMilliseconds: Int?
        }
        enum Mode: String, Decodable, CaseIterable { case fast, safe }
        let tokenLifetimeSeconds: Int
        let title: String?
        let provider: Provider?
        let fallbacks: [Provider]?
        let limits: [String: Double]?
        let mode: Mode?
        let extra: JSONValue?
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> SettingsReading<Value> {
        let document = try JSONDocument(parsing: Array(text.utf8))
        return SettingsReading(type, from: try #require(document.root["settings"]))
    }

    @Test func validSettingsHaveAValue() throws {
        let text = #"{"settings":{"tokenLifetimeSeconds":60,"limits":{"a":1},"mode":"safe","extra":{"x":1}}}"#
        let reading = try read(Settings.self, text)
        #expect(reading.value?.tokenLifetimeSeconds == 60)
        #expect(reading.value?.mode == .safe)
        #expect(reading.problems.isEmpty)
        #expect(reading.unknownKeys.isEmpty)
    }

    @Test func problemsHavePathAndPlace() throws {
        let reading = try read(
            Settings.self,
            """
            { "settings": {
              "title": 1,
              "provider": { "timeoutMilliseconds": 1.5 },
              "fallbacks": [ { "address": "x" }, { "address": null } ],
              "limits": { "a": "b" },
              "mode": "slow"
            } }
            """)
        #expect(reading.value == nil)
        #expect(
            reading.problems.map { "\($0.position): \($0.path.joined(separator: ".")) \($0.message)" } == [
                "1:15: tokenLifetimeSeconds is required",
                "2:12: title must be a string",
                "3:15: provider.address is required",
                "3:40: provider.timeoutMilliseconds must be a whole number",
                "4:38: fallbacks.1.address is required",
                "5:20: limits.a must be a number",
                "6:11: mode must be one of \"fast\", \"safe\"",
            ])
    }

    @Test func unknownKeysAreReportedAtEveryLevel() throws {
        let reading = try read(
            Settings.self,
            """
            { "settings": { "tokenLifetimeSeconds": 1, "titel": "x",
              "provider": { "address": "a", "timeout": 1 },
              "fallbacks": [ { "address": "a", "adress": 1 } ] } }
            """)
        #expect(reading.value != nil)
        #expect(
            reading.unknownKeys.map { "\($0.position): \($0.path.joined(separator: "."))" } == [
                "1:44: titel", "2:33: provider.timeout", "3:36: fallbacks.0.adress",
            ])
        #expect(
            reading.unknownKeys.first?.known == [
                "tokenLifetimeSeconds", "title", "provider", "fallbacks", "limits", "mode", "extra",
            ])
        #expect(reading.unknownKeys.last?.known == ["address", "timeoutMilliseconds"])
    }

    @Test func typeWithoutPropertiesKnowsNoKey() throws {
        struct Nothing: Decodable {}
        let reading = try read(Nothing.self, #"{"settings":{"a":1}}"#)
        #expect(reading.unknownKeys.map(\.path) == [["a"]])
        #expect(try read(JSONValue.self, #"{"settings":{"a":1}}"#).unknownKeys.isEmpty)
    }

    @Test func settingsThatAreNoObjectAreReported() throws {
        let reading = try read(Settings.self, #"{"settings":[]}"#)
        #expect(reading.problems.map(\.message) == ["must be an object"])
        #expect(reading.problems.map(\.path) == [[]])
    }

    @Test func keysOfATypeAreListed() {
        let keys = SettingsReading.keys(of: Settings.self)
        #expect(
            keys.map { "\($0.path.joined(separator: ".")): \($0.kind)\($0.isOptional ? "?" : "")" } == [
                "tokenLifetimeSeconds: integer", "title: string?", "provider: object?", "provider.address: string",
                "provider.timeoutMilliseconds: integer?", "fallbacks: array?", "fallbacks.[]: object",
                "fallbacks.[].address: string", "fallbacks.[].timeoutMilliseconds: integer?", "limits: object?",
                "limits.*: number", "mode: string?", "extra: any?",
            ])
    }

    private struct Bounded: Decodable {
        let seconds: Int
        let key: Secret?
        let names: [String]

        init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            seconds = try keys.number(.seconds, within: 1...60, default: 7)
            key = try keys.secret(.key, leastByteCount: 4)
            names = try keys.list(.names, default: ["a"])
        }

        private enum CodingKeys: String, CodingKey { case seconds, key, names }
    }

    @Test(arguments: [
        ("{}", 7), (#"{"seconds":null}"#, 7), (#"{"seconds":1}"#, 1), (#"{"seconds":60}"#, 60),
    ])
    func numberHasADefault(settings: String, seconds: Int) throws {
        #expect(try read(Bounded.self, #"{"settings":\#(settings)}"#).value?.seconds == seconds)
    }

    @Test(arguments: [
        (#"{"seconds":0}"#, "must be 1 to 60, not 0"), (#"{"seconds":61}"#, "must be 1 to 60, not 61"),
        (#"{"seconds":"7"}"#, "must be a whole number"), (#"{"seconds":1.5}"#, "must be a whole number"),
    ])
    func numberOutOfItsRangeIsAProblemAtItsPlace(settings: String, words: String) throws {
        let reading = try read(Bounded.self, #"{"settings":\#(settings)}"#)
        #expect(reading.value == nil && reading.problems.map(\.message) == [words])
        #expect(reading.problems.map { "\($0.position)" } == ["1:24"])
    }

    @Test(arguments: [("abcd", true, []), ("abc", true, ["must be at least 4 bytes long"]), ("abc", false, [])])
    func aSecretHasALeastLengthOnceItIsResolved(secret: String, isResolved: Bool, words: [String]) throws {
        let machine = ConfigEnvironment.machine
        let secrets = SecretSource(
            environment: ConfigEnvironment(
                variable: { _ in Array(secret.utf8) }, file: machine.file),
            directory: "", resolution: isResolved ? .all : .none)
        let document = try JSONDocument(parsing: Array(#"{"key":{"env":"KEY"}}"#.utf8))
        let reading = SettingsReading(Bounded.self, from: document.root, secrets: secrets)
        #expect(reading.problems.map(\.message) == words)
    }

    @Test func aListHasADefaultAndIsNotEmpty() throws {
        #expect(try read(Bounded.self, #"{"settings":{}}"#).value?.names == ["a"])
        #expect(try read(Bounded.self, #"{"settings":{"names":["b","c"]}}"#).value?.names == ["b", "c"])
        let reading = try read(Bounded.self, #"{"settings":{"seconds":0,"names":[]}}"#)
        #expect(reading.problems.map(\.message) == ["must be 1 to 60, not 0", "must not be empty"])
    }

    @Test func rangeAndDefaultOfANumberAreListed() {
        let key = SettingsReading.keys(of: Bounded.self).first
        #expect(key?.range == 1...60 && key?.standIn == 7 && key?.isOptional == true && key?.kind == .integer)
    }

    @Test func typeThatContainsItselfIsListedToALimit() {
        final class Tree: Decodable {
            let name: String
            let children: [Tree]
        }
        #expect((2...40).contains(SettingsReading.keys(of: Tree.self).count))
    }

    @Test func decodingFailureNamesThePath() {
        #expect(throws: JSON.DecodingFailure.mismatch([.init(["a", "0"], "must be a whole number")])) {
            try JSON.decode([String: [Int]].self, from: Array(#"{"a":["x"]}"#.utf8))
        }
    }
}

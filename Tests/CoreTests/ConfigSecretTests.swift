import Core
import Kit
import System
import Testing

@Suite struct ConfigSecretTests {
    private struct Settings: Decodable, Sendable {
        var key: Secret
    }

    private func key(_ reference: String) throws -> Secret {
        try #require(try reading(reference).value).key
    }

    private func reading(_ reference: String) throws -> SettingsReading<Settings> {
        let node = try JSONDocument(parsing: Array(#"{ "key": \#(reference) }"#.utf8)).root
        let secrets = SecretSource(environment: .made, directory: "keys", resolution: .all)
        return SettingsReading(Settings.self, from: node, secrets: secrets)
    }

    @Test func aVariableIsTaken() throws {
        #expect(try key(#"{ "env": "SIGNING_KEY" }"#).bytes == Array("hunter2".utf8))
    }

    /// A file, and a variable that was set from one, hold the same secret.
    @Test(arguments: [
        ("key", "key"), ("key\n", "key"), ("key\r\n", "key"), ("key\n\n", "key\n"), ("key\r", "key\r"),
        (" key ", " key "),
        ("a\nb\n", "a\nb"),
    ])
    func oneLastLineEndIsNotPartOfIt(_ written: String, _ secret: String) throws {
        let bytes = Array(written.utf8)
        let environment = ConfigEnvironment(
            variable: { _ in bytes }, file: { _, _ in SmallFile(bytes: bytes) })
        let secrets = SecretSource(environment: environment, directory: "", resolution: .all)
        for reference in [#"{ "key": { "env": "KEY" } }"#, #"{ "key": { "file": "key" } }"#] {
            let node = try JSONDocument(parsing: Array(reference.utf8)).root
            let reading = SettingsReading(Settings.self, from: node, secrets: secrets)
            #expect(try #require(reading.value).key.bytes == Array(secret.utf8), "\(reference)")
        }
    }

    @Test func aSecretShowsItselfNowhere() throws {
        let secret = try key(#"{ "env": "SIGNING_KEY" }"#)
        let holder = ["key": secret]
        var dumped = ""
        dump(holder, to: &dumped)
        let shown = "\(secret) \(holder) \(String(reflecting: secret)) \(String(describing: holder)) \(dumped)"
        #expect(shown.contains("(secret)"))
        #expect(!shown.contains("hunter2"))
        #expect(!shown.contains("104"))
    }

    @Test(arguments: [#""hunter2""#, "5", "[]", "{}", #"{ "env": 5 }"#, #"{ "env": "" }"#, #"{ "env": "A=B" }"#])
    func anythingButAReferenceIsRefused(_ reference: String) throws {
        let reading = try reading(reference)
        #expect(reading.value == nil)
        #expect(reading.problems.map(\.path) == [["key"]])
        #expect(!reading.problems[0].message.contains("hunter2"))
    }

    @Test func operationsInputHoldsNoReferences() throws {
        let node = try JSONDocument(parsing: Array(#"{ "key": { "env": "SIGNING_KEY" } }"#.utf8)).root
        let reading = SettingsReading(Settings.self, from: node)
        #expect(reading.value == nil)
        #expect(reading.problems.map(\.message) == ["a secret stands in settings only"])
    }
}

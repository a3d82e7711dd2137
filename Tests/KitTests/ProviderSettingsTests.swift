import Foundation
import Kit
import System
import Testing

struct ProviderSettingsTests {
    private struct Settings: Decodable {
        let provider: ProviderSettings?
    }

    private func read(_ text: String, files: [String: String] = [:]) throws -> SettingsReading<Settings> {
        let environment = ConfigEnvironment(
            variable: { $0 == "KEY" ? Array("Bearer s3cret".utf8) : $0 == "BAD" ? Array("a\nb".utf8) : nil },
            file: { (path, _) throws(SystemError) in
                guard let text = files[path] else { throw SystemError("open \(path)", number: 2) }
                return SmallFile(bytes: Array(text.utf8))
            })
        let secrets = SecretSource(environment: environment, directory: "conf", resolution: .all)
        return SettingsReading(
            Settings.self, from: try JSONDocument(parsing: Array(text.utf8)).root, secrets: secrets)
    }

    private func problems(_ text: String) throws -> [String] {
        let reading = try read(text)
        return reading.problems.map {
            "\($0.position.line):\($0.position.column) \($0.path.joined(separator: ".")) \($0.message)"
        }
    }

    @Test func whatIsLeftOutHasDefaults() throws {
        #expect(try read("{}").value?.provider == nil)
        let provider = try #require(
            try read(#"{"provider": {"url": "https://calls.example.com/v2?x=1"}}"#).value?.provider)
        #expect(provider.url.isTLS && provider.url.host == "calls.example.com" && provider.url.port == 443)
        #expect(provider.url.target == "/v2?x=1" && provider.url.authority == "calls.example.com")
        #expect(provider.timeoutMilliseconds == 10_000 && provider.inFlight == 8 && provider.headers.isEmpty)
        #expect(provider.authorities == nil)
    }

    @Test func everythingCanBeSaid() throws {
        let text = """
            {"provider": {"url": "http://[::1]:8080", "headers": {"Authorization": {"env": "KEY"}, "X-A": "b c"},
             "timeoutMilliseconds": 500, "inFlight": 256}}
            """
        let reading = try read(text)
        let provider = try #require(reading.value?.provider)
        #expect(reading.unknownKeys.isEmpty)
        #expect(provider.url.host == "::1" && provider.url.authority == "[::1]:8080" && provider.url.target == "/")
        #expect(provider.headers.map(\.name) == ["Authorization", "X-A"])
        #expect(provider.headers.map { String(decoding: $0.value, as: UTF8.self) } == ["Bearer s3cret", "b c"])
        #expect(provider.timeoutMilliseconds == 500 && provider.inFlight == 256)
    }

    @Test func everyValueThatDoesNotFitIsAProblemAtItsPlace() throws {
        let text = """
            {"provider": {
              "url": "ftp://x",
              "headers": {
                "Host": "x",
                "Bad Name": "x",
                "X-A": " x",
                "x-a": {"env": "BAD"},
                "X-B": {"env": "NONE"},
                "X-C": 1
              },
              "timeoutMilliseconds": 99,
              "inFlight": "8",
              "caFile": "ca.pem"
            }}
            """
        let wanted = [
            #"2:10 provider.url must be a URL like "https://host:port/path", without a user, a fragment or spaces"#,
            "4:13 provider.headers.Host is a header field that the gateway writes itself",
            "5:17 provider.headers.Bad Name is not the name of a header field",
            "6:12 provider.headers.X-A must be at most 4096 visible ASCII characters, and spaces between them",
            "7:12 provider.headers.x-a must be at most 4096 visible ASCII characters, and spaces between them",
            "7:12 provider.headers.x-a appears twice",
            "8:12 provider.headers.X-B the environment variable NONE is not set",
            #"9:12 provider.headers.X-C must be {"env": "NAME"} or {"file": "path"}; "#
                + "a secret is not written into the config itself",
            "11:26 provider.timeoutMilliseconds must be 100 to 120000, not 99",
            "12:15 provider.inFlight must be a whole number",
            "13:13 provider.caFile the file conf/ca.pem cannot be read: No such file or directory",
        ]
        let found = try problems(text)
        #expect(found.count == wanted.count)
        for (problem, words) in zip(found, wanted) { #expect(problem == words) }
    }

    @Test func aURLIsRequiredAndUnknownKeysAreTold() throws {
        let reading = try read(#"{"provider": {"timeout": 1}}"#)
        #expect(reading.problems.map(\.message) == ["is required"])
        #expect(reading.unknownKeys.map(\.path) == [["provider", "timeout"]])
    }

    @Test func anAuthorityFileMustHoldCertificates() throws {
        let reading = try read(
            #"{"provider": {"url": "https://x/", "caFile": "/ca.pem"}}"#, files: ["/ca.pem": "nothing"])
        #expect(
            reading.problems.map(\.message) == ["the file /ca.pem holds no certificates in PEM form, or a damaged one"])
    }

    @Test(arguments: [
        "", "x", "https:/x", "https://", "https://:80", "https://x:0", "https://x:65536", "https://x:", "https://u@x/",
        "https://x/#f", "https://x/ y", "https://-x/", "https://x..y/", "https://[::1", "https://[x]/",
        "https://x/\u{7F}",
        "https://\u{43F}/", "HTTPS://x/",
    ])
    func whatIsNoURLIsRefused(_ text: String) { #expect(ProviderURL(text) == nil) }

    @Test func theKeysAreKnown() {
        let keys = SettingsReading.keys(of: Settings.self).map { $0.path.joined(separator: ".") }
        #expect(
            keys.contains("provider.url") && keys.contains("provider.caFile") && keys.contains("provider.headers.*"))
    }
}

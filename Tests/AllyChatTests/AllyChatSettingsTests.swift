import Kit
import TestSupport
import Testing

@testable import AllyChat

struct AllyChatSettingsTests {
    private func problems(_ settings: String) throws -> [String] {
        do {
            _ = try PluginSettings<AllyChat>(settings, environment: ["SHORT": "x", "KEY": text(32)])
            return []
        } catch let error as PluginSettings<AllyChat>.Unusable {
            return error.problems
        }
    }

    /// AL63
    @Test func everySettingHasADefault() throws {
        let settings = try PluginSettings<AllyChat>("{}").value
        #expect(settings.tokenLifetimeSeconds == 3600 && !settings.requireAuthToken)
        #expect(settings.uploadBytes == 10_485_760 && settings.failureLimit == 10)
        #expect(settings.failureWindowSeconds == 900 && settings.scryptCostExponent == 15)
        #expect(settings.socketLimit == 100 && settings.allowedOrigins == [])
        #expect(settings.pingIntervalMilliseconds == 30_000)
        #expect(settings.admin == nil && settings.bank == nil && settings.publicURL == nil)
        _ = try PluginSettings<AllyChat>("{}").makePlugin()
    }

    /// AL63
    @Test(
        arguments: [
            (#"{"signingKey": {"env": "SHORT"}}"#, "signingKey: must be at least 32 bytes long"),
            (#"{"previousKey": {"env": "SHORT"}}"#, "previousKey: must be at least 32 bytes long"),
            (#"{"tokenLifetimeSeconds": 0}"#, "tokenLifetimeSeconds: must be 1 to 31536000, not 0"),
            (#"{"socketLimit": 0}"#, "socketLimit: must be 1 to 10000, not 0"),
            (
                #"{"pingIntervalMilliseconds": 10}"#,
                "pingIntervalMilliseconds: must be 1000 to 3600000, not 10"
            ),
            (#"{"publicURL": "https://a/b"}"#, "publicURL: must be an origin like"),
            (#"{"allowedOrigins": ["https://a", "a"]}"#, "allowedOrigins.1: must be an origin like"),
            (#"{"bank": {"login": "a:b", "password": {"env": "KEY"}}}"#, "bank.login: must not have a colon"),
            (#"{"admin": {"login": "a", "password": {"env": "KEY"}}}"#, "admin.login: must be 3 to 64"),
            (#"{"admin": {"login": "admin", "password": "literal"}}"#, "admin.password: "),
            (#"{"admin": {"login": "admin"}}"#, "admin.password: is required"),
            (#"{"timeZone": "Moon/Base"}"#, "timeZone: is no time zone"),
        ])
    func whatDoesNotFitIsSaidAtItsPlace(_ settings: String, _ words: String) throws {
        let problems = try problems(settings)
        #expect(problems.count == 1 && problems.first?.hasPrefix(words) == true, "\(problems)")
    }
}

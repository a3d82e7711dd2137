import Kit
import TestSupport
import Testing

@testable import Portal

struct PortalSettingsTests {
    private func problems(_ settings: String) -> [String] {
        do {
            _ = try PluginSettings<Portal>(settings).makePlugin()
            return []
        } catch let error as ConfigError {
            return error.problems.map { "\($0.path.joined(separator: ".")): \($0.message)" }
        } catch let error as PluginSettings<Portal>.Unusable {
            return error.problems
        } catch {
            return ["\(error)"]
        }
    }

    /// P53
    @Test func allSettingsHaveDefaults() throws {
        let settings = try PluginSettings<Portal>("{}").value
        #expect(settings.clock.text(at: Timestamp(milliseconds: 0)) == "1970-01-01 00:00:00")
        #expect(settings.accessTokenLifetimeSeconds == 21_600)
        #expect(settings.refreshTokenLifetimeSeconds == 1_209_600)
        #expect(settings.sessionLimit == 100)
        #expect(settings.scryptCostExponent == 15)
        #expect(settings.failureLimit == 5 && settings.failureWindowSeconds == 900)
        #expect(settings.eventRetentionDays == 90)
        #expect(settings.provider == nil)
    }

    /// P53
    @Test(arguments: [
        ("sessionLimit", 1, 1_000), ("scryptCostExponent", 10, 18), ("failureLimit", 1, 1_000),
        ("failureWindowSeconds", 1, 86_400), ("eventRetentionDays", 1, 3_650),
    ])
    func numberHasARange(_ name: String, _ least: Int, _ most: Int) {
        for number in [least, most] { #expect(problems("{\"\(name)\": \(number)}") == []) }
        for number in [least - 1, most + 1] {
            #expect(problems("{\"\(name)\": \(number)}") == ["\(name): must be \(least) to \(most), not \(number)"])
        }
    }

    /// P53, P55
    @Test func lifetimesHaveARangeAndAnOrder() {
        let both = { (access: Int, refresh: Int) in
            problems(
                #"{"accessTokenLifetimeSeconds": \#(access), "refreshTokenLifetimeSeconds": \#(refresh)}"#)
        }
        #expect(both(1, 1) == [] && both(31_536_000, 31_536_000) == [])
        #expect(both(0, 31_536_001).count == 2)
        #expect(both(2, 1) == ["refreshTokenLifetimeSeconds: must not be less than accessTokenLifetimeSeconds (2)"])
    }

    /// P54
    @Test(arguments: ["Europe/Moscow", "UTC", "America/Argentina/Ushuaia", "Etc/GMT+3"])
    func timeZoneIsAName(_ name: String) { #expect(problems("{\"timeZone\": \"\(name)\"}") == []) }

    /// P54
    @Test(arguments: [
        "", "Mars/Olympus", "../../../etc/passwd", "/etc/localtime", "Europe", "Europe/", "utc ", "UTC\\u0000",
    ])
    func otherTimeZonesAreRefused(_ name: String) {
        let found = problems("{\"timeZone\": \"\(name)\"}")
        #expect(found.count == 1 && found[0].hasPrefix("timeZone: "), "\(found)")
    }

    /// P55
    @Test func allProblemsComeAtOnce() {
        #expect(problems(#"{"failureLimit": 0, "sessionLimit": 0, "timeZone": "x"}"#).count == 3)
    }
}

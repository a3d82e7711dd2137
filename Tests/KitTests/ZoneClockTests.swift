import Testing

@testable import Kit

/// Expected values are those of GNU date with the same database.
struct ZoneClockTests {
    private func shown(_ zone: String, _ seconds: Int64) throws -> String {
        try ZoneClock(named: zone).text(at: Timestamp(milliseconds: seconds * 1000))
    }

    @Test(
        arguments: [
            ("UTC", 0, "1970-01-01 00:00:00"), ("UTC", -1, "1969-12-31 23:59:59"),
            ("UTC", 1_709_164_800, "2024-02-29 00:00:00"), ("UTC", 253_402_300_799, "9999-12-31 23:59:59"),
            ("Europe/Moscow", 1_574_684_602, "2019-11-25 15:23:22"),
            // Summer time for good from 2011, and then winter time for good from 2014.
            ("Europe/Moscow", 1_320_000_000, "2011-10-30 22:40:00"),
            ("Europe/Moscow", 1_420_000_000, "2014-12-31 07:26:40"),
            ("Europe/Berlin", 1_774_745_999, "2026-03-29 01:59:59"),
            ("Europe/Berlin", 1_774_746_000, "2026-03-29 03:00:00"),
            // Beyond the table of the file, by its rule.
            ("Europe/Berlin", 3_300_000_000, "2074-07-28 12:40:00"),
            ("Europe/Berlin", 3_313_000_000, "2074-12-25 22:46:40"),
            ("America/New_York", 3_300_000_000, "2074-07-28 06:40:00"),
            ("Australia/Sydney", 3_313_000_000, "2074-12-26 08:46:40"), ("Asia/Kathmandu", 0, "1970-01-01 05:30:00"),
            ("Asia/Kathmandu", 1_700_000_000, "2023-11-15 03:58:20"),
        ] as [(String, Int64, String)])
    func momentsAreShownAsTheZoneHasThem(_ zone: String, _ seconds: Int64, _ text: String) throws {
        #expect(try shown(zone, seconds) == text)
    }

    @Test(
        arguments: [
            ("2026-03-29 01:59:59", 1_774_745_999), ("2026-03-29 02:00:00", 1_774_746_000),
            ("2026-03-29 02:30:00", 1_774_747_800), ("2026-03-29 03:00:00", 1_774_746_000),
            ("2026-03-29 03:30:00", 1_774_747_800),
            // From 02:00 to 03:00 twice: the first is meant.
            ("2026-10-25 01:59:59", 1_792_886_399), ("2026-10-25 02:00:00", 1_792_886_400),
            ("2026-10-25 02:59:59", 1_792_889_999), ("2026-10-25 03:00:00", 1_792_893_600),
            ("2026-07-01 12:00:00", 1_782_900_000), ("2074-07-28 12:40:00", 3_300_000_000),
        ] as [(String, Int64)])
    func timesThatClocksSkipOrRepeatAreMoments(_ text: String, _ seconds: Int64) throws {
        let moment = try WrittenTime(checking: text).moment(by: ZoneClock(named: "Europe/Berlin"))
        #expect(moment.milliseconds == seconds * 1000)
    }

    @Test func whatIsShownIsReadAgain() throws {
        for zone in ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Tehran", "Pacific/Apia"] {
            let clock = try ZoneClock(named: zone)
            for step in 0..<2_000 as Range<Int64> {
                let moment = Timestamp(milliseconds: (1_000_003_600 + step * 1_234_567) * 1000)
                let text = clock.text(at: moment)
                let again = try WrittenTime(checking: text).moment(by: clock)
                #expect(clock.text(at: again) == text && again <= moment, "\(zone) \(text)")
            }
        }
    }

    @Test func everyZoneOfTheDatabaseIsUnderstood() throws {
        for name in try #require(ZoneNames.all()) {
            #expect(throws: Never.self, "\(name)") { try ZoneClock(named: name) }
        }
    }

    @Test(arguments: [
        "MSK-3", "<+03>-3", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "IST-2IDT,M3.4.4/26,M10.5.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    ])
    func rulesAreRead(_ text: String) { #expect(ZoneRule(Array(text.utf8)[...]) != nil) }

    @Test(arguments: [
        "", "X", "MSK", "MSK-", "MSK-3x", "<+03-3", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J60,J300", "MSK-999",
        "CET-1CEST,M3.5.0,M10.5.0/",
    ])
    func rulesThatAreNoneAreRefused(_ text: String) { #expect(ZoneRule(Array(text.utf8)[...]) == nil) }

    @Test func aDamagedFileIsNoZone() throws {
        let whole = try #require(ZoneNames.file("Europe/Berlin"))
        #expect(ZoneFile(whole) != nil)
        for count in stride(from: 0, to: whole.count, by: 7) { #expect(ZoneFile(Array(whole.prefix(count))) == nil) }
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= 0xFF
            // It may be another zone; it must not trap.
            _ = ZoneFile(bytes)?.offsets.seconds(at: 1_700_000_000)
        }
    }
}

import Kit
import TestSupport
import Testing

@testable import Portal

struct UpdatePinTests {
    private let bench: PortalBench

    init() throws { bench = try .make() }

    private func logsIn(_ pin: String, _ login: String = "ann@example.org") -> Bool {
        bench.failure { () throws(APIError) in try bench.open(login, pin: "\"\(pin)\"") } == nil
    }

    /// P7
    @Test func allFieldsAreRequired() throws {
        #expect(
            bench.brokenRules("updatePin", "{}") == [
                "id_phperson is required", "tab_no is required", "ad_login is required", "pin_code is required",
                "created_at is required",
            ])
        let wrong = #"{"id_phperson":"","tab_no":"","ad_login":"ann","pin_code":123,"created_at":"today"}"#
        #expect(bench.brokenRules("updatePin", wrong).count == 5)
        let types = #"{"id_phperson":1,"tab_no":[],"ad_login":{},"pin_code":true,"created_at":null}"#
        #expect(bench.brokenRules("updatePin", types).count == 5)
        #expect(try bench.column("SELECT count(*) FROM people") == "0")
    }

    /// P8, P6
    @Test func namesHaveALength() throws {
        for (person, tabNumber, count) in [
            (text(64), text(32), 0), (text(65), text(33), 2), (text(64, "я"), text(32, "я"), 0),
            (text(65, "я"), text(33, "я"), 2), ("", "", 2), (#"\u0000"#, #"a\n"#, 2),
        ] {
            let body =
                #"{"id_phperson":"\#(person)","tab_no":"\#(tabNumber)","ad_login":"a@b","pin_code":1234,"#
                + #""created_at":"2026-01-01 00:00:00"}"#
            #expect(bench.brokenRules("updatePin", body).count == count, "\(person)")
        }
    }

    /// P9
    @Test func loginIsAnEmailAddress() throws {
        for login in ["ann", "@", "a@", "a@b@c", "a b@c", text(253) + "@b"] {
            #expect(bench.brokenRules("updatePin", bench.updateBody(login: login)).count == 1, "\(login)")
        }
        try bench.update(login: "Ann@Example.ORG")
        #expect(logsIn("1234", "aNN@eXAMPLE.org"))
    }

    /// P10
    @Test(arguments: [
        ("1234", true), ("9999", true), ("1000", true), (#""0000""#, true), (#""0123""#, true), (#""1234""#, true),
        ("123", false), ("12345", false), ("0", false), ("-123", false), ("-1234", false), ("1e3", false),
        ("1234.0", false), ("12.3", false), (#""123""#, false), (#""12345""#, false), (#"" 123""#, false),
        (#""12a4""#, false), (#""١٢٣٤""#, false), ("\"\"", false), ("true", false), ("[1234]", false), ("{}", false),
    ])
    func pinIsFourDigits(_ pin: String, _ isFine: Bool) {
        let rules = bench.brokenRules("updatePin", bench.updateBody(pin: pin))
        #expect(rules == (isFine ? [] : ["pin_code must be 4 digits, as a number or as a string"]))
    }

    /// P10
    @Test func numberAndStringAreTheSamePin() throws {
        try bench.update(pin: "1234")
        #expect(logsIn("1234"))
        #expect(bench.failure { () throws(APIError) in try bench.open(pin: "1234") } == nil)
    }

    /// P11
    @Test func createdAtIsInTheZoneOfTheSettings() throws {
        let bench = try PortalBench.make(#""timeZone": "Europe/Moscow""#)
        let stored = "SELECT pin_created_at FROM people"
        for (written, milliseconds) in [
            ("1970-01-01 00:00:00", -10_800_000), ("2019-11-25 11:43:22", 1_574_671_402_000),
            ("2019-11-25T11:43:23Z", 1_574_682_203_000), ("2019-11-25T14:43:23.5+03:00", 1_574_682_203_500),
        ] {
            try bench.update(at: written)
            #expect(try bench.column(stored) == "\(milliseconds)", "\(written)")
        }
        #expect(
            bench.brokenRules("updatePin", bench.updateBody(at: "2026-02-29 00:00:00")) == [
                "created_at must be a time, written YYYY-MM-DD HH:MM:SS or as RFC 3339 has it"
            ])
    }

    /// P11: the bench's clock stands at 2026-09-21T14:13:20.250Z.
    @Test func aTimeFarAheadDoesNotKeepOutLaterPins() throws {
        for written in ["2026-09-22 14:13:21", "2026-09-22T14:13:20.251Z", "9999-12-31 23:59:59"] {
            #expect(
                bench.brokenRules("updatePin", bench.updateBody(at: written))
                    == ["created_at must not be more than a day ahead"])
        }
        #expect(try bench.column("SELECT count(*) FROM people") == "0")
        try bench.update(pin: "4321", at: "2026-09-22T14:13:20.250Z")
        bench.clock.advance(seconds: 86_400)
        try bench.update(at: "2026-09-22 14:13:21")
        #expect(logsIn("1234"))
    }

    /// P12, P15
    @Test func aNewerPinReplacesAndClosesSessions() throws {
        #expect("\(try bench.update())" == "null")
        let session = try bench.open()
        try bench.update("bob")
        let other = try bench.open("bob@example.org")
        try bench.update(login: "ann@new.example.org", pin: #""0007""#, at: "2026-01-01 00:00:01")
        #expect(!bench.takes(session.access) && bench.takes(other.access))
        #expect(!logsIn("1234", "ann@new.example.org") && !logsIn("0007"))
        #expect(logsIn("0007", "ann@new.example.org"))
        #expect(try bench.column("SELECT count(*) FROM people") == "2")
    }

    /// P13
    @Test func anOlderPinChangesNothing() throws {
        try bench.update()
        let session = try bench.open()
        #expect("\(try bench.update(pin: "4321", at: "2025-12-31 23:59:59"))" == "null")
        #expect(logsIn("1234") && bench.takes(session.access))
    }

    /// P14
    @Test func theSameCallbackTwiceIsAsOnce() throws {
        try bench.update()
        let session = try bench.open()
        try bench.update()
        #expect(logsIn("1234") && bench.takes(session.access))
        try bench.update(pin: "4321")
        #expect(logsIn("4321") && bench.takes(session.access))
    }

    /// P16
    @Test func theNewestPinStandsWhateverTheOrder() throws {
        let bench = bench
        for round in 0..<4 {
            let outcomes = inParallel(12) { number in
                let second = 10 + (number * 7 + round) % 12
                return bench.failure { () throws(APIError) in
                    try bench.update("p\(round)", pin: "\(1000 + second)", at: "2026-01-01 00:00:\(second)")
                }
            }
            #expect(outcomes.count == 12 && outcomes.allSatisfy { $0 == nil })
            #expect(logsIn("1021", "p\(round)@example.org"))
        }
    }

    /// P17
    @Test func theNewestPinHasALoginThatTwoHave() throws {
        try bench.update("ann", login: "both@example.org", pin: "1111", at: "2026-01-01 00:00:00")
        let session = try bench.open("both@example.org", pin: "1111")
        try bench.update("bob", login: "BOTH@example.org", pin: "2222", at: "2026-01-01 00:00:00")
        #expect(!logsIn("1111", "both@example.org") && logsIn("2222", "both@example.org"))
        #expect(bench.takes(session.access))
        try bench.update("ann", login: "both@example.org", pin: "3333", at: "2026-01-01 00:00:01")
        #expect(logsIn("3333", "both@example.org") && !logsIn("2222", "both@example.org"))
        try bench.update("ann", login: "ann@example.org", pin: "3333", at: "2026-01-01 00:00:02")
        #expect(logsIn("2222", "both@example.org") && logsIn("3333"))
    }

    /// P18
    @Test func pinIsShownNowhere() throws {
        try bench.update(pin: #""7391""#)
        #expect(logsIn("7391"))
        #expect(bench.failure { () throws(APIError) in try bench.open(pin: #""8462""#) }?.code == .pinWrong)
        #expect(try bench.column("SELECT pin_hash FROM people")?.hasPrefix("$scrypt$ln=10,r=8,p=1$") == true)
        for table in ["people", "sessions", "spent_tokens", "limit_events"] {
            let columns = try bench.column(
                "SELECT group_concat(name, ' || '' '' || ') FROM pragma_table_info('\(table)')")
            let rows = try bench.column("SELECT group_concat(\(columns ?? "''")) FROM \(table)") ?? ""
            #expect(!rows.contains(" 7391") && !rows.contains("8462"), "\(table)")
        }
        let update = try JSON.decode(UpdatePin.self, from: Array(bench.updateBody(pin: #""7391""#).utf8))
        let login = try JSON.decode(OpenSession.self, from: Array(#"{"ad_login":"a","pin_code":7391}"#.utf8))
        var dumped = "\(update) \(login) \(login.pin) \(String(reflecting: login.pin))"
        dump(update, to: &dumped)
        dump(login, to: &dumped)
        #expect(!dumped.contains("7391") && dumped.contains("(PIN)"))
    }
}

import Kit
import TestSupport
import Testing

@testable import Portal

struct PushEventTests {
    private let bench: PortalBench

    init() throws { bench = try .makeWithAnn() }

    private func rules(_ body: String) -> [String] { bench.brokenRules("pushEvent", body) }

    private func users(_ count: Int) -> String {
        "[" + (0..<count).map { "\"381004a1-d925-11e8-9126-\($0)\"" }.joined(separator: ",") + "]"
    }

    /// P24
    @Test func allBrokenRulesComeAtOnce() throws {
        #expect(
            rules("{}") == [
                "type is required", "title is required", "message is required", "data is required", "users is required",
            ])
        let wrong = #"{"type":"x","title":"","message":7,"data":[],"users":[]}"#
        #expect(
            rules(wrong) == [
                #"type must be one of "push", "kip_new", "kip_comment", "kip_update""#,
                "title must be 1 to 1000 characters", "message must be a string", "data must be an object",
                "users must not be empty",
            ])
        #expect(try bench.column("SELECT count(*) FROM events") == "0")
    }

    /// P19, P21
    @Test(arguments: ["push", "kip_new", "kip_comment", "kip_update"]) func typeIsOneOfFour(_ type: String) {
        #expect(rules(bench.pushBody(type: type, data: #"{"id":"5dd52390673cf700567e1d72","more":[]}"#)) == [])
        for data in ["{}", #"{"id":null}"#] {
            let expected = type == "push" ? [] : ["data id is required"]
            #expect(rules(bench.pushBody(type: type, data: data)) == expected)
        }
        #expect(rules(bench.pushBody(type: type.uppercased())).count == 1)
    }

    /// P20
    @Test func textsHaveALength() {
        #expect(rules(bench.pushBody(title: text(1_000, "ю"), message: text(10_000, "ю"))) == [])
        #expect(rules(bench.pushBody(title: text(1_001), message: text(10_001))).count == 2)
        #expect(rules(bench.pushBody(title: "", message: "")).count == 2)
        #expect(rules(bench.pushBody(message: #"\n\u0000"#)) == [])
    }

    /// P21
    @Test func dataAreKeptByteForByte() throws {
        let data = #"{ "id" : 1.10,"ключ":"\u043a" ,"x":{"y":[null]}}"#
        try bench.push(data: data)
        #expect(try bench.column("SELECT data FROM events") == data)
        #expect(try bench.column("SELECT body FROM outbox")?.hasSuffix(#","data":\#(data)}"#) == true)
        let event = try #require(bench.events(bench.open().access).first)
        #expect(event["data"]?.rawText == data)
    }

    /// P21
    @Test func dataHaveASize() {
        #expect(rules(bench.pushBody(data: #"{"x":"\#(text(65_528))"}"#)) == [])
        let tooLarge = #"{"x":"\#(text(65_529))"}"#
        #expect(rules(bench.pushBody(data: tooLarge)) == ["data must be at most 65536 bytes of JSON"])
        for data in ["null", "7", #""x""#, "[]"] { #expect(rules(bench.pushBody(data: data)).count == 1) }
    }

    /// P22
    @Test func usersAreAtMostTenThousand() throws {
        try bench.push(users(10_000))
        #expect(try bench.column("SELECT count(*) FROM event_recipients") == "10000")
        #expect(try bench.column("SELECT count(*) FROM outbox") == "10000")
        #expect(rules(bench.pushBody(users(10_001))) == ["users must be at most 10000 people"])
        #expect(rules(bench.pushBody(#"["ann",7,""]"#)).count == 2)
        #expect(rules(bench.pushBody(#""ann""#)) == ["users must be a list"])
    }

    /// P22
    @Test func whoIsNamedTwiceGetsTheEventOnce() throws {
        try bench.push(#"["ann","bob","ann","Ann","ann"]"#)
        #expect(try bench.column("SELECT group_concat(id_phperson) FROM event_recipients") == "ann,bob,Ann")
        #expect(try bench.column("SELECT group_concat(ordering_key) FROM outbox") == "ann,bob,Ann")
    }

    /// P22: two spellings of one letter are two texts.
    @Test func peopleAreToldApartByCodePoints() throws {
        try bench.push(#"["\u00e9","e\u0301"]"#)
        #expect(try bench.column("SELECT count(*) FROM event_recipients") == "2")
    }

    /// P23
    @Test func bytesTimesUsersAreBounded() {
        // "Title", "Message" and {"x":"…"} are 20 bytes beside the text.
        #expect(rules(bench.pushBody(users(512), data: #"{"x":"\#(text(65_516))"}"#)) == [])
        #expect(
            rules(bench.pushBody(users(512), data: #"{"x":"\#(text(65_517))"}"#)) == [
                "users must be at most 511 people for an event of 65537 bytes"
            ])
    }

    /// P25
    @Test func eventRecipientsAndPushesAreWrittenTogether() throws {
        #expect("\(try bench.push(#"["ann","bob"]"#))" == "null")
        #expect(try bench.column("SELECT count(*) FROM events") == "1")
        #expect(try bench.column("SELECT count(*) FROM outbox") == "2")
        try bench.push(#"["ann","bob"]"#)
        #expect(try bench.column("SELECT count(*) FROM events") == "2")
    }

    /// P26
    @Test func unknownPeopleReadTheirEventsLater() throws {
        try bench.push(#"["bob"]"#, title: "Early")
        try bench.update("bob")
        let events = try bench.events(bench.open("bob@example.org").access)
        #expect(events.map { $0["title"]?.string } == ["Early"])
    }

    /// P27
    @Test func aPushIsADeliveryToEachUser() throws {
        try bench.push(#"["ann"]"#, type: "kip_new", title: "T", message: "M", data: #"{"id":"5dd"}"#)
        #expect(
            try bench.column("SELECT body FROM outbox")
                == #"{"event_id":1,"id_phperson":"ann","type":"kip_new","title":"T","message":"M","data":{"id":"5dd"}}"#
        )
        #expect(try bench.column("SELECT channel || state FROM outbox") == "pushes2", "a journal")
        let days = 90 * 86_400_000 as Int64
        #expect(try bench.column("SELECT deadline_at FROM outbox") == "\(bench.clock.now.milliseconds + days)")
        let provided = try PortalBench.make(#""provider": {"url": "https://push.example.com/"}"#)
        try provided.push()
        try provided.push()
        #expect(try provided.column("SELECT group_concat(state) FROM outbox") == "1,0", "in order for each user")
    }

    /// P28
    @Test func oldEventsAreForgotten() throws {
        let bench = try PortalBench.make(#""eventRetentionDays": 1"#)
        try bench.update()
        let token = try bench.open().access
        try bench.push(users(250))
        try bench.push()
        let firstDay = "SELECT count(*) FROM event_recipients WHERE event_id <= 2"
        bench.clock.advance(milliseconds: 86_399_999)
        #expect(try bench.column(firstDay) == "251")
        let fresh = { () throws(APIError) in try bench.open().access }
        #expect(try bench.events(fresh()).count == 1)
        bench.clock.advance(milliseconds: 1)
        #expect(try bench.events(fresh()).isEmpty)
        for left in ["150", "49", "0"] {
            try bench.push()
            #expect(try bench.column(firstDay) == left)
        }
        #expect(try bench.column("SELECT group_concat(id) FROM events") == "3,4,5")
        #expect(!bench.takes(token))
    }

    /// P28: the oldest event still has recipients, and those behind it are left alone.
    @Test func eventsAreDeletedInTheirOrder() throws {
        let bench = try PortalBench.make(#""eventRetentionDays": 1"#)
        try bench.push(users(250))
        for _ in 0..<3 { try bench.push() }
        bench.clock.advance(seconds: 86_400)
        for ids in ["1,2,3,4,5", "1,2,3,4,5,6", "5,6,7"] {
            try bench.push()
            #expect(try bench.column("SELECT group_concat(id) FROM events") == ids)
        }
    }

    /// P28
    @Test func deletingInPassingIsBounded() throws {
        let bench = try PortalBench.make(#""eventRetentionDays": 1"#)
        for _ in 0..<25 { try bench.push() }
        bench.clock.advance(seconds: 86_400)
        for left in [16, 6, 1] {
            try bench.push()
            #expect(
                try bench.column("SELECT count(*) FROM events WHERE created_at < \(bench.clock.now.milliseconds)")
                    == "\(left - 1)")
        }
    }
}

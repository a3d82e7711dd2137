import Kit
import TestSupport
import Testing

@testable import AllyChat

struct MessageTests {
    private let bench: ChatBench
    private let anna, bob, olga: Person
    /// Anna's with Bob.
    private let room: RoomID

    init() throws {
        bench = try .make()
        (anna, bob) = (try bench.register("anna"), try bench.register("bob"))
        olga = try bench.makeOperator("olga")
        room = RoomID(try bench.call("createRoom", "users[]=\(bob.id.text)", by: anna)["id"] ?? "")
    }

    private func refusal(_ text: String, file: String? = nil, clientID: String? = nil) -> APIError? {
        bench.failure { () throws(APIError) in
            try bench.send(text, to: room, by: anna, file: file, clientID: clientID)
        }
    }

    /// AL33
    @Test func aMessageHasSevenKeys() throws {
        let sent = try bench.send("Hello Friend!", to: room, by: anna, file: "http://host/1.jpg")
        let shown = try bench.call("showMessage", path: sent.id.text, by: bob)
        #expect(shown.keys == ["room", "created_at", "file", "message", "issue", "id", "sender"])
        #expect(shown.description == sent.json.text)
        #expect(shown["room"] == room.text && shown["file"] == "http://host/1.jpg" && shown["id"] == sent.id.text)
        #expect(shown["sender"] == anna.id.text && shown.json["issue"]?.isNull == true)
        let plain = try bench.send("x", to: room, by: anna)
        #expect(plain.node?["file"]?.isNull == true)
        let picture = try bench.send("", to: room, by: anna, file: "http://host/1.jpg")
        #expect(picture.node?["message"]?.string == "")
    }

    /// AL3
    @Test func timesNeverGoBackInARoom() throws {
        var times: [String] = []
        for step in [0, 0, 5, -60_000, 0] {
            bench.clock.advance(milliseconds: Int64(step))
            times.append(try bench.send("x", to: room, by: anna).node?["created_at"]?.rawText ?? "")
        }
        #expect(
            times == [
                "1790000000.25", "1790000000.250001", "1790000000.255", "1790000000.255001", "1790000000.255002",
            ])
        bench.clock.advance(seconds: 60)
        #expect(try bench.call("serverTime", as: nil).description == #"{"time":1790000000.255}"#)
    }

    /// AL3
    @Test func aWholeSecondIsAFraction() {
        let texts = [0, 1_000_000, 1_500_000, 1_433_421_258_138_776, 1_000_001].map {
            String(decoding: JSON.encode(ChatTime(microseconds: $0)), as: UTF8.self)
        }
        #expect(texts == ["0.0", "1.0", "1.5", "1433421258.138776", "1.000001"])
    }

    /// AL34
    @Test func aTextIsKeptByteForByte() throws {
        let texts = [
            "  Привет ё e\u{301} é \u{200B} <b>&amp;</b> \"\\ \u{1F600}\n", "same", "same", text(10_000, "\u{1F600}"),
        ]
        for text in texts { try bench.send(text, to: room, by: anna) }
        #expect(try bench.texts(room, by: bob).map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }

    /// AL34
    @Test func aTextIsNotBlankAndNotTooLong() {
        for blank in ["", " ", "\n\t", "\u{A0}\u{200B}"] {
            #expect(refusal(blank)?.code == .inputInvalid)
            #expect(refusal(blank, file: "https://host/a") == nil)
        }
        #expect(refusal(text(10_001))?.brokenRules.first?.rule == "must be at most 10000 characters")
        #expect(refusal("a\u{0}b")?.code == .inputInvalid)
        #expect(refusal("x", file: "file:///etc")?.code == .inputInvalid)
        #expect(refusal("x", file: "http://a/" + text(2040))?.code == .inputInvalid)
    }

    /// AL35
    @Test func aRepeatStoresNothing() throws {
        let first = try bench.send("One", to: room, by: anna, clientID: "c1")
        let again = try bench.send("Other", to: room, by: anna, clientID: "c1")
        #expect(!first.isRepeat && again.isRepeat && again.id == first.id && again.json == first.json)
        #expect(try !bench.send("One", to: room, by: bob, clientID: "c1").isRepeat)
        #expect(try !bench.send("One", to: room, by: anna, clientID: "C1").isRepeat)
        #expect(try bench.texts(room, by: anna) == ["One", "One", "One"])
        for bad in ["", "a\nb", text(129)] { #expect(refusal("x", clientID: bad)?.code == .inputInvalid) }
        #expect(refusal("x", clientID: text(128)) == nil)
    }

    /// AL35
    @Test func aClientIDIsForItsSenderAlone() throws {
        let sent = try bench.send("One", to: room, by: anna, clientID: "c\"1")
        func clientIDs(_ person: Person) throws -> [String?] {
            let list = try bench.call("listRoomMessages", path: room.text, by: person).json["messages"]
            let byID = try bench.call("listMessages", query: "id[]=\(sent.id.text)", by: person).json["messages"]
            let one = try bench.call("showMessage", path: sent.id.text, by: person)
            return [list, byID].map { $0?.elements.first { _ in true }?["client_id"]?.string } + [one["client_id"]]
        }
        #expect(try clientIDs(anna) == ["c\"1", "c\"1", "c\"1"] && clientIDs(bob) == [nil, nil, nil])
    }

    /// AL35
    @Test func aRepeatIsKnownAfterARestart() throws {
        let folder = ScratchDirectory()
        var bench: ChatBench? = try .make(folder: folder)
        let clara = try #require(try bench?.register("clara"))
        let first = try bench?.send("One", to: clara.room, by: clara, clientID: "c1")
        bench = nil
        let restarted = try ChatBench.make(folder: folder)
        #expect(try restarted.send("One", to: clara.room, by: clara, clientID: "c1").id == first?.id)
    }

    /// AL37
    @Test func aRoomsMessagesComeInPages() throws {
        let ids = try (1...5).map { try bench.send("\($0)", to: room, by: anna).id.text }
        func texts(_ query: String) throws -> String {
            try bench.texts(room, query: query, by: bob).joined()
        }
        #expect(try texts("") == "12345" && texts("limit=2") == "45")
        #expect(try texts("before=\(ids[3])") == "123" && texts("before=\(ids[3])&limit=2") == "23")
        #expect(try texts("after=\(ids[1])") == "345" && texts("after=\(ids[1])&limit=1") == "3")
        #expect(try texts("after=\(ids[0])&before=\(ids[3])") == "23" && texts("after=\(ids[4])") == "")
        let elsewhere = try bench.send("x", to: anna.room, by: anna).id.text
        for query in ["after=1", "before=1", "after=\(elsewhere)"] {
            #expect(bench.status { () throws(APIError) in try bench.texts(room, query: query, by: bob) } == 404)
        }
        for query in ["limit=0", "limit=1001", "limit=x"] {
            #expect(bench.status { () throws(APIError) in try bench.texts(room, query: query, by: bob) } == 422)
        }
    }

    /// AL37
    @Test func theNewestThousandComeOldestFirst() throws {
        try bench.tamper(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001)
            INSERT INTO messages (id, room, sender, json)
            SELECT 'm' || i, '\(room.text)', '\(anna.id.text)', '{"message":"' || i || '"}' FROM n
            """)
        let texts = try bench.texts(room, by: bob)
        #expect(texts.count == 1000 && texts.first == "2" && texts.last == "1001")
    }

    /// AL38
    @Test func messagesByTheirIdsComeOnceAndInOrder() throws {
        let ids = try (1...3).map { try bench.send("\($0)", to: room, by: anna).id.text }
        let hidden = try bench.send("4", to: anna.room, by: anna).id.text
        func texts(_ ids: [String], _ person: Person) throws -> [String?] {
            let query = ids.map { "id[]=\($0)" }.joined(separator: "&")
            let list = try bench.call("listMessages", query: query, by: person).json["messages"]
            return list?.elements.map { $0["message"]?.string } ?? []
        }
        let asked = [ids[2], ids[0], "1", ids[2], hidden]
        #expect(try texts(asked, bob) == ["1", "3"] && texts(asked, olga) == ["1", "3", "4"])
        #expect(try bench.call("listMessages", by: bob).description == #"{"messages":[]}"#)
    }

    /// AL39
    @Test func whatWasMissedComesFromAllRooms() throws {
        let first = try bench.send("1", to: room, by: anna).id.text
        try bench.send("2", to: anna.room, by: anna)
        try bench.send("3", to: room, by: bob)
        try bench.send("4", to: bob.room, by: bob)
        func texts(_ query: String, _ person: Person) throws -> String {
            let list = try bench.call("listMessages", query: query, by: person).json["messages"]
            return list?.elements.compactMap { $0["message"]?.string }.joined() ?? ""
        }
        #expect(try texts("after=\(first)", anna) == "23" && texts("after=\(first)", bob) == "34")
        #expect(try texts("after=\(first)", olga) == "234" && texts("after=\(first)&limit=1", olga) == "2")
        #expect(
            bench.status { () throws(APIError) in try bench.call("listMessages", query: "after=1", by: bob) } == 404)
    }

    /// AL40
    @Test func aMarkMovesForwardOnly() throws {
        let ids = try (1...3).map { try bench.send("\($0)", to: room, by: anna).id.text }
        #expect(try bench.call("listUserReadMarks", path: anna.id.text, by: anna).description == #"{"user_rooms":[]}"#)
        func read(_ id: String) throws -> BenchReply { try bench.call("markRead", path: id, by: bob) }
        let mark = try read(ids[1])
        #expect(mark.keys == ["user_id", "room_id", "id", "last_read_message_id"])
        #expect(mark["user_id"] == bob.id.text && mark["room_id"] == room.text)
        #expect(mark["last_read_message_id"] == ids[1])
        #expect(try read(ids[0]).description == mark.description)
        let last = try read(ids[2])
        #expect(last["id"] == mark["id"] && last["last_read_message_id"] == ids[2])
        let marks = try bench.call("listUserReadMarks", path: bob.id.text, by: olga)
        #expect(marks.description == #"{"user_rooms":[\#(last)]}"#)
    }

    /// AL62
    @Test func whoIsNotConnectedGetsAPush() throws {
        let bench = try ChatBench.make(#""provider": {"url": "https://push.example.com/"}"#)
        let anna = try bench.register("anna", #""parse_id":"pa""#)
        let bob = try bench.register("bob", #""parse_id":"pb""#)
        let cleo = try bench.register("cleo")
        let form = "users[]=\(bob.id.text)&users[]=\(cleo.id.text)"
        let room = RoomID(try bench.call("createRoom", form, by: anna)["id"] ?? "")
        let sent = try bench.send("Hello", to: room, by: anna)
        #expect(try bench.column("SELECT count(*) FROM outbox") == "1")
        #expect(try bench.column("SELECT ordering_key FROM outbox") == bob.id.text)
        let body = #"{"user_id":"\#(bob.id.text)","parse_id":"pb","message":\#(sent.json.text)}"#
        #expect(try bench.column("SELECT CAST(body AS TEXT) FROM outbox") == body)
        let olga = try bench.makeOperator("olga")
        try bench.send("Hello", to: anna.room, by: olga)
        #expect(try bench.column("SELECT ordering_key FROM outbox WHERE id = 2") == anna.id.text)
        try bench.send("Hello", to: anna.room, by: anna)
        #expect(try bench.column("SELECT count(*) FROM outbox") == "2")
    }
}

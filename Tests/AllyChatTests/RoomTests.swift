import Kit
import TestSupport
import Testing

@testable import AllyChat

struct RoomTests {
    private let bench: ChatBench
    private let anna, bob, olga, root: Person

    init() throws {
        bench = try .make()
        (anna, bob) = (try bench.register("anna"), try bench.register("bob"))
        (olga, root) = (try bench.makeOperator("olga"), try bench.admin())
    }

    private func room(_ id: RoomID, query: String = "", by person: Person) throws -> BenchReply {
        try bench.call("showRoom", path: id.text, query: query, by: person)
    }

    private func create(_ users: [Person], by person: Person) throws(APIError) -> BenchReply {
        let form = users.map { "users[]=\($0.id.text)" }.joined(separator: "&")
        return try bench.call("createRoom", form, by: person)
    }

    /// AL1, AL23, AL24
    @Test func aRoomHasTheDocumentsKeys() throws {
        let empty = try room(anna.room, by: anna)
        #expect(
            empty.description
                == #"{"status":0,"last_issue":null,"first_message":null,"users":[{"id":"\#(anna.id.text)"}],"tags":[],"#
                + #""last_message":null,"id":"\#(anna.room.text)","is_support":true}"#)
        let first = try bench.send("One", to: anna.room, by: anna)
        let last = try bench.send("Two", to: anna.room, by: olga)
        try bench.call("markRead", path: first.id.text, by: anna)
        let full = try room(anna.room, by: anna)
        #expect(full.json["first_message"]?.rawText == first.json.text)
        #expect(full.json["last_message"]?.rawText == last.json.text)
        #expect(full["last_read_message_id"] == first.id.text)
        let issue = try bench.call("showIssue", path: first.issue, by: anna)
        #expect(full.json["last_issue"]?.rawText == issue.description)
        #expect(try room(anna.room, by: olga)["last_read_message_id"] == nil)
        let rooms = try bench.call("listUserRooms", path: anna.id.text, by: anna)
        #expect(rooms.description == #"{"rooms":[\#(full)]}"#)
    }

    /// AL25
    @Test func moreKeysComeToThoseWhoAsk() throws {
        let first = try bench.send("One", to: anna.room, by: anna)
        for text in ["Two", "Three"] { try bench.send(text, to: anna.room, by: olga) }
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        let both = try room(anna.room, query: "with=active_by,unread_count,mood", by: anna)
        #expect(both["active_by"] == olga.id.text && both.json["unread_count"]?.int64 == 2)
        #expect(both.keys.suffix(2) == ["active_by", "unread_count"])
        try bench.call("markRead", path: first.id.text, by: olga)
        let hers = try room(anna.room, query: "with=unread_count", by: olga)
        #expect(hers.json["unread_count"]?.int64 == 0 && hers.json["active_by"] == nil)
        let list = try bench.call("listUserRooms", path: anna.id.text, query: "with=unread_count", by: anna)
        #expect(list.json["rooms"]?.elements.first { _ in true }?["unread_count"]?.int64 == 2)
        let plain = try room(anna.room, query: "with=", by: anna)
        #expect(plain.json["active_by"] == nil && plain.json["unread_count"] == nil)
    }

    /// AL26
    @Test func operatorsSeeAllRooms() throws {
        let shared = try create([bob], by: anna)
        func ids(_ owner: Person, _ person: Person) throws -> [String] {
            let rooms = try bench.call("listUserRooms", path: owner.id.text, by: person).json["rooms"]
            return rooms?.elements.compactMap { $0["id"]?.string } ?? []
        }
        let all = [anna.room.text, bob.room.text, shared["id"] ?? ""]
        #expect(try ids(olga, olga) == all)
        #expect(try ids(bob, olga) == [all[1], all[2]] && ids(bob, bob) == [all[1], all[2]])
    }

    /// AL27
    @Test func theSameClientsHaveOneRoom() throws {
        let made = try create([bob], by: anna)
        #expect(made.json["is_support"]?.bool == false)
        #expect(made.json["users"]?.rawText == #"[{"id":"\#(anna.id.text)"},{"id":"\#(bob.id.text)"}]"#)
        #expect(try create([anna, bob, bob], by: anna)["id"] == made["id"])
        #expect(try create([anna], by: bob)["id"] == made["id"])
        #expect(try bench.call("createRoom", #"{"users":["\#(anna.id.text)"]}"#, by: bob)["id"] == made["id"])
        let cleo = try bench.register("cleo")
        #expect(try create([bob, cleo], by: anna)["id"] != made["id"])
        let refused = [[], [anna], [olga], [bob, olga]]
        for users in refused {
            #expect(bench.failure { () throws(APIError) in try create(users, by: anna) }?.code == .inputInvalid)
        }
        #expect(bench.status { () throws(APIError) in try bench.call("createRoom", "users[]=1", by: anna) } == 422)
        #expect(bench.status { () throws(APIError) in try create([anna, bob], by: olga) } == 403)
    }

    /// AL27
    @Test func sixWhoCreateTheSameRoomGetOne() throws {
        let (bench, anna, bob) = (bench, anna, bob)
        let rooms = inParallel(6) { number in
            let (caller, other) = number.isMultiple(of: 2) ? (anna, bob) : (bob, anna)
            return try? bench.call("createRoom", "users[]=\(other.id.text)", by: caller)["id"]
        }
        #expect(rooms.count == 6 && Set(rooms).count == 1 && rooms[0] != nil)
        #expect(try bench.column("SELECT count(*) FROM rooms WHERE NOT is_support") == "1")
    }

    /// AL27
    @Test func aRoomHasAThousandAtMost() throws {
        try bench.tamper(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
            INSERT INTO users (id, role, alias, tokens_since) SELECT 'id' || i, 0, 'a' || i, 0 FROM n
            """)
        func create(_ count: Int) -> Int {
            let form = (1...count).map { "users[]=id\($0)" }.joined(separator: "&")
            return bench.status { () throws(APIError) in try bench.call("createRoom", form, by: anna) }
        }
        #expect(create(999) == 200 && create(1000) == 422)
    }

    // MARK: Active

    /// AL28
    @Test func aRoomIsActiveForOneOperator() throws {
        let otto = try bench.makeOperator("otto")
        for _ in 0..<2 {
            #expect(try bench.call("activateRoom", path: anna.room.text, by: olga).json["status"]?.int64 == 1)
        }
        let error = bench.failure { () throws(APIError) in
            try bench.call("activateRoom", path: anna.room.text, by: otto)
        }
        #expect(error?.code == .roomActive && error?.code.status == 409)
        #expect(try room(anna.room, by: anna).json["status"]?.int64 == 1)
    }

    /// AL28
    @Test func ofTwoOperatorsAtOnceOneGetsTheRoom() throws {
        let (bench, room) = (bench, anna.room.text)
        let people = [olga, try bench.makeOperator("otto")]
        let statuses = inParallel(2) { number in
            bench.status { () throws(APIError) in try bench.call("activateRoom", path: room, by: people[number]) }
        }
        #expect(statuses.sorted() == [200, 409])
    }

    /// AL29
    @Test func whoHasTheRoomOrAnAdminMakesItIdle() throws {
        let otto = try bench.makeOperator("otto")
        func deactivate(_ person: Person) -> Int {
            bench.status { () throws(APIError) in
                try bench.call("deactivateRoom", path: anna.room.text, by: person)
            }
        }
        #expect(deactivate(otto) == 200)
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        #expect(deactivate(otto) == 409 && deactivate(olga) == 200 && deactivate(olga) == 200)
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        #expect(deactivate(root) == 200)
        #expect(try room(anna.room, by: anna).json["status"]?.int64 == 0)
    }

    /// AL1, AL30
    @Test func operatorsSeeWhatTheOthersHave() throws {
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        let rooms = try bench.call("listActiveRooms", path: olga.id.text, by: root)
        #expect(rooms.json["active_rooms"]?.elements.map { $0["id"]?.string } == [anna.room.text])
        #expect(try bench.call("listActiveRooms", path: root.id.text, by: olga).description == #"{"active_rooms":[]}"#)
    }

    // MARK: Tags

    private func tag(_ tag: String, _ isRemoved: Bool = false) throws(APIError) -> String? {
        try bench.call(isRemoved ? "removeRoomTag" : "addRoomTag", path: anna.room.text, "tag=\(tag)", by: root)
            .json["tags"]?.rawText
    }

    /// AL31, AL32
    @Test func tagsAreAddedOnceAndRemoved() throws {
        #expect(try tag("concierge") == #"[{"tag":"concierge"}]"#)
        #expect(try tag("concierge") == #"[{"tag":"concierge"}]"#)
        #expect(try tag("bank") == #"[{"tag":"concierge"},{"tag":"bank"}]"#)
        #expect(try bench.call("listTags", by: olga).description == #"{"tags":[{"tag":"bank"},{"tag":"concierge"}]}"#)
        #expect(try tag("concierge", true) == #"[{"tag":"bank"}]"# && tag("concierge", true) == #"[{"tag":"bank"}]"#)
        #expect(try bench.call("listTags", by: olga).description == #"{"tags":[{"tag":"bank"}]}"#)
    }

    /// AL31
    @Test func aTagIsShortAndOneLine() throws {
        for bad in ["", "a%0Ab", text(65)] {
            #expect(bench.status { () throws(APIError) in try tag(bad) } == 422)
        }
        for number in 0..<100 { _ = try tag("t\(number)") }
        #expect(bench.status { () throws(APIError) in try tag(text(64)) } == 422)
        #expect(bench.status { () throws(APIError) in try tag("t7") } == 200)
    }

    /// AL32
    @Test func theOpenIssueHasTheTagsOfItsRoom() throws {
        _ = try tag("old")
        let first = try bench.send("One", to: anna.room, by: anna).issue
        _ = try tag("new")
        _ = try tag("old", true)
        func tags(_ issue: String) throws -> String? {
            try bench.call("showIssue", path: issue, by: olga).json["tags"]?.rawText
        }
        #expect(try tags(first) == #"[{"tag":"new"}]"#)
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        try bench.call("deactivateRoom", path: anna.room.text, by: olga)
        _ = try tag("new", true)
        _ = try tag("later")
        let second = try bench.send("Two", to: anna.room, by: anna).issue
        #expect(try tags(first) == #"[{"tag":"new"}]"# && tags(second) == #"[{"tag":"later"}]"#)
        #expect(try bench.call("listTags", by: olga).description == #"{"tags":[{"tag":"later"},{"tag":"new"}]}"#)
    }
}

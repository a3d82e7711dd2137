import Core
import Kit
import System
import TestSupport
import Testing

@testable import AllyChat

struct SocketTests {
    private let bench: ChatBench
    private let anna, bob, olga, root: Person
    /// Anna's with Bob.
    private let room: RoomID

    init() throws {
        bench = try .make()
        (anna, bob) = (try bench.register("anna", #""parse_id":"pa""#), try bench.register("bob", #""parse_id":"pb""#))
        (olga, root) = (try bench.makeOperator("olga"), try bench.admin())
        room = RoomID(try bench.call("createRoom", "users[]=\(bob.id.text)", by: anna)["id"] ?? "")
    }

    private func open(_ person: Person, events: String? = nil) throws(APIError) -> BenchSocket {
        var request = BenchRequest()
        request.query = Array((events.map { "events=\($0)" } ?? "").utf8)
        return try bench.open("connect", request, subject: person.subject)
    }

    private func say(
        _ text: String, in room: RoomID, by socket: BenchSocket, clientID: String? = nil
    ) throws(APIError) -> [BenchMessage] {
        let name = clientID.map { #","client_id":"\#($0)""# } ?? ""
        return try bench.send("message", #"{"room":"\#(room.text)","message":"\#(text)"\#(name)}"#, by: socket)
    }

    /// The texts of the messages that have come, or the names of other events.
    private func heard(_ socket: BenchSocket) -> [String] {
        socket.take().map { message in
            let content = (try? JSONDocument(parsing: Array(message.content.utf8)))?.root
            return message.event == "message" ? content?["message"]?.string ?? "" : message.event
        }
    }

    /// AL56
    @Test func aMessageGoesToTheMembersAndToAllOperators() throws {
        let sockets = try [anna, anna, bob, olga, root].map { (person) throws(APIError) in try open(person) }
        #expect(try say("To the support", in: anna.room, by: sockets[0]) == [])
        #expect(sockets.map(heard) == [[], ["To the support"], [], ["To the support"], ["To the support"]])
        #expect(try say("From the support", in: anna.room, by: sockets[3]) == [])
        #expect(sockets.map(heard) == [["From the support"], ["From the support"], [], [], ["From the support"]])
        #expect(try say("Among us", in: room, by: sockets[2]) == [])
        #expect(sockets.map(heard) == [["Among us"], ["Among us"], [], [], []])
    }

    /// AL33, AL56
    @Test func anEventIsTheWholeMessage() throws {
        let (hers, his) = (try open(anna), try open(bob))
        _ = try say("Hello Friend!", in: room, by: hers)
        let list = try bench.call("listRoomMessages", path: room.text, by: bob).json["messages"]
        #expect(his.take() == [BenchMessage("message", list?.elements.first { _ in true }?.rawText ?? "")])
    }

    /// AL35, AL57
    @Test func aClientIDIsAnsweredEachTime() throws {
        let (first, second, his) = (try open(anna), try open(anna), try open(bob))
        let sent = try say("One", in: room, by: first, clientID: "c1")
        #expect(sent.count == 1 && sent.first?.event == "sent")
        let receipt = try JSONDocument(parsing: Array((sent.first?.content ?? "").utf8)).root
        #expect(receipt.members.map(\.key) == ["client_id", "id", "room", "created_at"])
        #expect(receipt["client_id"]?.string == "c1" && receipt["created_at"]?.double != nil)
        let own = second.take().first?.content ?? ""
        #expect(own.hasSuffix(#","client_id":"c1"}"#))
        let others = his.take()
        #expect(others.count == 1 && others.first?.content.contains("client_id") == false)
        #expect(try say("One", in: room, by: first, clientID: "c1") == sent)
        #expect(first.take() == [] && second.take() == [] && his.take() == [])
    }

    /// AL58
    @Test func readAndUserDataAnswerNothing() throws {
        let socket = try open(bob)
        let ids = try (1...2).map { try bench.send("\($0)", to: room, by: anna).id.text }
        func read(_ room: RoomID, _ message: String) -> Int {
            bench.status { () throws(APIError) in
                try bench.send("read", #"{"room":"\#(room.text)","message":"\#(message)"}"#, by: socket)
            }
        }
        #expect(read(room, ids[1]) == 200 && read(room, ids[0]) == 200)
        let marks = try bench.call("listUserReadMarks", path: bob.id.text, by: bob).description
        #expect(marks.contains(ids[1]) && !marks.contains(ids[0]))
        let elsewhere = try bench.send("x", to: anna.room, by: anna).id.text
        #expect(read(room, elsewhere) == 404 && read(anna.room, elsewhere) == 404 && read(room, "1") == 404)
        #expect(try bench.send("user_data", #"{"alias":"robert","parse_id":"p2"}"#, by: socket) == [])
        #expect(try bench.call("showUser", path: bob.id.text, by: bob)["alias"] == "robert")
        #expect(try bench.column("SELECT parse_id FROM users WHERE alias = 'robert'") == "p2")
        #expect(
            bench.status { () throws(APIError) in
                try bench.send("user_data", #"{"alias":"anna"}"#, by: socket)
            } == 409)
    }

    /// AL58
    @Test(
        arguments: [
            (#"{"room":"ROOM"}"#, 422), (#"{"message":"x"}"#, 422), (#"{"room":4,"message":"x"}"#, 422),
            (#"{"room":"ROOM","message":" "}"#, 422), (#"{"room":"ROOM","message":"x","file":"x"}"#, 422),
            (#"{"room":"1","message":"x"}"#, 404), (#"{"room":"ROOM","file":"http://host/1.jpg"}"#, 200),
        ])
    func brokenMessagesAreRefused(_ content: String, _ status: Int) throws {
        let socket = try open(anna)
        let content = content.split(separator: "ROOM", omittingEmptySubsequences: false).joined(separator: room.text)
        #expect(bench.status { () throws(APIError) in try bench.send("message", content, by: socket) } == status)
    }

    /// AL59
    @Test func readEventsComeToThoseWhoAsk() throws {
        let (plain, asking, own) = (
            try open(anna), try open(anna, events: "read,mood"), try open(bob, events: "read")
        )
        let reader = try open(bob, events: "read")
        let sent = try bench.send("1", to: room, by: anna)
        _ = [plain, asking, own, reader].map(heard)
        try bench.send("read", #"{"room":"\#(room.text)","message":"\#(sent.id.text)"}"#, by: reader)
        let event = BenchMessage(
            "read", #"{"room":"\#(room.text)","user":"\#(bob.id.text)","message":"\#(sent.id.text)"}"#)
        #expect(asking.take() == [event] && own.take() == [event] && plain.take() == [] && reader.take() == [])
        // Nothing new.
        try bench.call("markRead", path: sent.id.text, by: bob)
        #expect(asking.take() == [] && own.take() == [])
    }

    /// AL59
    @Test func roomEventsComeToOperatorsWhoAsk() throws {
        let (asking, plain, hers) = (
            try open(olga, events: "room"), try open(root), try open(anna, events: "room")
        )
        func changes() throws -> [String?] {
            try asking.take().filter { $0.event == "room" }.map {
                let event = try JSONDocument(parsing: Array($0.content.utf8)).root
                #expect(event.members.map(\.key) == ["room", "change", "active_by", "issue", "tags"])
                return event["change"]?.string
            }
        }
        try bench.send("Question", to: anna.room, by: anna)
        #expect(try changes() == ["issue_opened"])
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        try bench.call("addRoomTag", path: anna.room.text, "tag=t", by: root)
        try bench.call("deactivateRoom", path: anna.room.text, by: olga)
        try bench.call("deactivateRoom", path: anna.room.text, by: olga)
        #expect(try changes() == ["active", "tagged", "issue_closed", "idle"])
        #expect(!plain.take().contains { $0.event == "room" } && !hers.take().contains { $0.event == "room" })
    }

    /// AL60
    @Test func aDeletedOperatorsConnectionsEnd() throws {
        let (hers, other) = (try open(olga), try open(root))
        try bench.call("deleteOperator", path: olga.id.text, by: root)
        #expect(hers.closing == .policyViolation && other.closing == nil)
    }

    /// AL60
    @Test func aNewRoomsMembersHearOfItAtOnce() throws {
        let cleo = try bench.register("cleo")
        let (hers, his) = (try open(cleo, events: "read"), try open(bob))
        let made = RoomID(try bench.call("createRoom", "users[]=\(bob.id.text)", by: cleo)["id"] ?? "")
        _ = try say("New", in: made, by: his)
        #expect(heard(hers) == ["New"])
        let message = try bench.call("showRoom", path: made.text, by: cleo).json["last_message"]?["id"]?.string ?? ""
        try bench.send("read", #"{"room":"\#(made.text)","message":"\#(message)"}"#, by: his)
        #expect(heard(hers) == ["read"])
    }

    /// AL61
    @Test func connectionsOfAUserAreBounded() throws {
        let bench = try ChatBench.make(#""socketLimit": 2, "allowedOrigins": ["https://chat.example.org"]"#)
        let anna = try bench.register("anna")
        func open() -> Int {
            bench.status { () throws(APIError) in try bench.open("connect", subject: anna.subject) }
        }
        #expect([open(), open(), open()] == [200, 200, 429])
        #expect(bench.plugin.allowedOrigins == ["https://chat.example.org"])
    }

    /// AL62
    @Test func whoIsConnectedGetsNoPush() throws {
        let his = try open(bob)
        let hers = try open(anna)
        _ = try say("1", in: room, by: hers)
        #expect(try bench.column("SELECT count(*) FROM outbox") == "0")
        #expect(heard(his) == ["1"])
        _ = try bench.send("2", to: anna.room, by: olga)
        #expect(try bench.column("SELECT count(*) FROM outbox") == "0")
    }
}

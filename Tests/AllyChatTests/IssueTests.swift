import Kit
import TestSupport
import Testing

@testable import AllyChat

struct IssueTests {
    private let bench: ChatBench
    private let anna, olga, root: Person

    init() throws {
        bench = try .make()
        anna = try bench.register("anna")
        (olga, root) = (try bench.makeOperator("olga"), try bench.admin())
    }

    private func issue(_ id: String) throws -> BenchReply { try bench.call("showIssue", path: id, by: anna) }

    private func close(_ client: Person? = nil, by person: Person? = nil) throws {
        let room = (client ?? anna).room.text
        try bench.call("activateRoom", path: room, by: person ?? olga)
        try bench.call("deactivateRoom", path: room, by: person ?? olga)
    }

    /// AL41, AL42, AL43
    @Test func theLifeOfAnIssue() throws {
        #expect(try bench.send("Early", to: anna.room, by: olga).issue == "")
        bench.clock.advance(seconds: 1)
        let first = try bench.send("Question", to: anna.room, by: anna)
        let id = first.issue
        let open = try issue(id)
        #expect(
            open.keys == [
                "last_message", "first_message", "is_open", "room", "tags", "answered_at", "closed_at", "created_at",
                "id", "closed_by",
            ])
        #expect(open.json["is_open"]?.bool == true && open["room"] == anna.room.text && open["id"] == id)
        #expect(["answered_at", "closed_at", "closed_by"].allSatisfy { open.json[$0]?.isNull == true })
        #expect(open.json["created_at"]?.rawText == first.node?["created_at"]?.rawText)
        #expect(try bench.send("More", to: anna.room, by: anna).issue == id)
        bench.clock.advance(seconds: 1)
        let reply = try bench.send("Answer", to: anna.room, by: root)
        #expect(reply.issue == id)
        let last = try bench.send("More answers", to: anna.room, by: olga)
        let answered = try issue(id)
        #expect(answered.json["answered_at"]?.rawText == reply.node?["created_at"]?.rawText)
        #expect(answered.json["first_message"]?.rawText == first.json.text)
        #expect(answered.json["last_message"]?.rawText == last.json.text)
        try close()
        let closed = try issue(id)
        #expect(closed.json["is_open"]?.bool == false && closed["closed_by"] == olga.id.text)
        let times = ["created_at", "answered_at", "closed_at"].compactMap { closed.json[$0]?.double }
        #expect(times.count == 3 && times == times.sorted() && Set(times).count == 3)
        #expect(try bench.send("Afterwards", to: anna.room, by: olga).issue == "")
        #expect(try bench.send("Again", to: anna.room, by: anna).issue != id)
    }

    /// AL43
    @Test func anIssueWithoutAnAnswerIsClosedAllTheSame() throws {
        let id = try bench.send("Question", to: anna.room, by: anna).issue
        try close(by: root)
        let closed = try issue(id)
        #expect(closed.json["answered_at"]?.isNull == true && closed["closed_by"] == root.id.text)
    }

    /// AL29
    @Test func anIdleRoomsIssueStaysOpen() throws {
        let id = try bench.send("Question", to: anna.room, by: anna).issue
        try bench.call("deactivateRoom", path: anna.room.text, by: olga)
        #expect(try issue(id).json["is_open"]?.bool == true)
    }

    /// AL41
    @Test func twentyFirstMessagesOpenOneIssue() throws {
        let (bench, anna) = (bench, anna)
        let issues = inParallel(20) { number in (try? bench.send("\(number)", to: anna.room, by: anna))?.issue }
        #expect(issues.count == 20 && Set(issues).count == 1 && issues[0]?.isEmpty == false)
        #expect(try bench.column("SELECT count(*) FROM issues") == "1")
    }

    /// AL41
    @Test func roomsBetweenClientsHaveNoIssues() throws {
        let bob = try bench.register("bob")
        let room = RoomID(try bench.call("createRoom", "users[]=\(bob.id.text)", by: anna)["id"] ?? "")
        #expect(try bench.send("Hello", to: room, by: anna).issue == "")
    }

    // MARK: Statistics

    private func stats(_ query: String = "", in bench: ChatBench? = nil, by person: Person? = nil) throws -> String {
        let reply = try (bench ?? self.bench).call("issueStats", query: query, by: person ?? olga)
        return reply.json["stats"]?.elements.map { day in
            "\(day["date"]?.string ?? "") \(day["count"]?.int64 ?? -1)"
        }.joined(separator: ", ") ?? ""
    }

    /// AL1, AL44
    @Test func issuesAreCountedByTheirDays() throws {
        #expect(try bench.call("issueStats", by: olga).description == #"{"stats":[]}"#)
        let (bob, cleo) = (try bench.register("bob"), try bench.register("cleo"))
        // The bench's clock begins on 2026-09-21 at 14:13 UTC.
        for client in [anna, bob] { try bench.send("Question", to: client.room, by: client) }
        try close(bob, by: root)
        bench.clock.advance(seconds: 3 * 86_400)
        try bench.send("Question", to: cleo.room, by: cleo)
        try bench.call("addRoomTag", path: cleo.room.text, "tag=vip", by: root)
        #expect(try stats() == "2026-09-21 2, 2026-09-22 0, 2026-09-23 0, 2026-09-24 1")
        #expect(try stats("is_open=1") == "2026-09-21 1, 2026-09-22 0, 2026-09-23 0, 2026-09-24 1")
        #expect(try stats("is_open=0") == "2026-09-21 1")
        #expect(try stats("closed_by=\(root.id.text)") == "2026-09-21 1" && stats("closed_by=\(olga.id.text)") == "")
        #expect(try stats("tag=vip") == "2026-09-24 1" && stats("tag=vip&is_open=0") == "")
        for query in ["is_open=2", "is_open=true", "is_open="] {
            #expect(bench.status { () throws(APIError) in try bench.call("issueStats", query: query, by: olga) } == 422)
        }
    }

    /// AL44
    @Test func daysAreThoseOfTheZone() throws {
        let bench = try ChatBench.make(#""timeZone": "Asia/Tokyo""#)
        let (anna, olga) = (try bench.register("anna"), try bench.makeOperator("olga"))
        // From 23:13 in Tokyo to the next day there.
        try bench.send("Question", to: anna.room, by: anna)
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        try bench.call("deactivateRoom", path: anna.room.text, by: olga)
        bench.clock.advance(seconds: 3600)
        try bench.send("Question", to: anna.room, by: anna)
        #expect(try stats(in: bench, by: olga) == "2026-09-21 1, 2026-09-22 1")
    }
}

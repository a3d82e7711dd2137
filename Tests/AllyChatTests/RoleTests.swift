import Foundation
import Kit
import TestSupport
import Testing

@testable import AllyChat

/// Who may call what, of whose: a row for each operation, a column for each caller.
struct RoleTests {
    /// Anna, who has an issue and a room with Bob; Cleo, who has neither; Olga, an operator; an admin.
    struct Scene {
        let bench: ChatBench
        let anna, bob, cleo, olga, root: Person
        let message: SentMessage
        /// Anna's with Bob.
        let room: RoomID

        init() throws {
            bench = try .make()
            (anna, bob, cleo) = (try bench.register("anna"), try bench.register("bob"), try bench.register("cleo"))
            (olga, root) = (try bench.makeOperator("olga"), try bench.admin())
            message = try bench.send("Question", to: anna.room, by: anna)
            let made = try bench.call("createRoom", #"{"users":["\#(bob.id.text)"]}"#, by: anna)
            room = RoomID(made["id"] ?? "")
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let operation: String
        var path: (@Sendable (Scene) -> String)?
        var body = ""
        /// For Anna, whose it is, Cleo, an operator, an admin, and the bank.
        let statuses: [Int]

        var testDescription: String { "\(operation) \(statuses)" }
    }

    private static let anna: @Sendable (Scene) -> String = { $0.anna.id.text }
    private static let olga: @Sendable (Scene) -> String = { $0.olga.id.text }
    private static let support: @Sendable (Scene) -> String = { $0.anna.room.text }
    private static let shared: @Sendable (Scene) -> String = { $0.room.text }
    private static let message: @Sendable (Scene) -> String = { $0.message.id.text }
    private static let issue: @Sendable (Scene) -> String = { $0.message.issue }
    private static let nobody: @Sendable (Scene) -> String = { _ in "554c79f423972813a5e91234" }

    static let rows = [
        Row(operation: "updateToken", statuses: [200, 200, 200, 200, 403]),
        Row(operation: "listUsers", statuses: [200, 200, 200, 200, 403]),
        Row(operation: "showUser", path: anna, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "showUser", path: olga, statuses: [404, 404, 200, 200, 403]),
        Row(operation: "showUser", path: nobody, statuses: [404, 404, 404, 404, 403]),
        Row(operation: "updateUser", path: anna, statuses: [200, 404, 403, 403, 403]),
        Row(operation: "updateUser", path: nobody, statuses: [404, 404, 403, 403, 403]),
        Row(operation: "listUserRooms", path: anna, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "listUserRooms", path: olga, statuses: [404, 404, 200, 404, 403]),
        Row(operation: "listUserReadMarks", path: anna, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "listActiveRooms", path: olga, statuses: [403, 403, 200, 200, 403]),
        Row(operation: "listActiveRooms", path: anna, statuses: [403, 403, 404, 404, 403]),
        Row(operation: "showMe", statuses: [200, 200, 200, 200, 403]),
        Row(operation: "showRoom", path: support, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "showRoom", path: shared, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "showRoom", path: nobody, statuses: [404, 404, 404, 404, 403]),
        Row(operation: "createRoom", body: #"{"users":["BOB"]}"#, statuses: [200, 200, 403, 403, 403]),
        Row(operation: "activateRoom", path: support, statuses: [403, 403, 200, 200, 403]),
        Row(operation: "activateRoom", path: nobody, statuses: [403, 403, 404, 404, 403]),
        Row(operation: "deactivateRoom", path: support, statuses: [403, 403, 200, 200, 403]),
        Row(operation: "listRoomMessages", path: support, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "listRoomMessages", path: shared, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "addRoomTag", path: support, body: #"{"tag":"t"}"#, statuses: [403, 403, 403, 200, 403]),
        Row(operation: "addRoomTag", path: nobody, body: #"{"tag":"t"}"#, statuses: [403, 403, 403, 404, 403]),
        Row(operation: "removeRoomTag", path: support, body: #"{"tag":"t"}"#, statuses: [403, 403, 403, 200, 403]),
        Row(operation: "listMessages", statuses: [200, 200, 200, 200, 403]),
        Row(operation: "showMessage", path: message, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "showMessage", path: nobody, statuses: [404, 404, 404, 404, 403]),
        Row(operation: "markRead", path: message, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "showIssue", path: issue, statuses: [200, 404, 200, 200, 403]),
        Row(operation: "showIssue", path: nobody, statuses: [404, 404, 404, 404, 403]),
        Row(operation: "suggestAnswers", path: issue, statuses: [403, 403, 200, 200, 403]),
        Row(operation: "suggestAnswers", path: nobody, statuses: [403, 403, 404, 404, 403]),
        Row(operation: "issueStats", statuses: [403, 403, 200, 200, 403]),
        Row(operation: "listOperators", statuses: [403, 403, 200, 200, 403]),
        Row(operation: "showOperator", path: olga, statuses: [403, 403, 200, 200, 403]),
        Row(operation: "showOperator", path: anna, statuses: [403, 403, 404, 404, 403]),
        Row(
            operation: "createOperator", body: #"{"login":"new","password":"pass"}"#,
            statuses: [403, 403, 403, 200, 403]),
        Row(operation: "updateOperator", path: olga, statuses: [403, 403, 403, 200, 403]),
        Row(operation: "updateOperator", path: anna, statuses: [403, 403, 403, 404, 403]),
        Row(operation: "deleteOperator", path: olga, statuses: [403, 403, 403, 200, 403]),
        Row(operation: "deleteOperator", path: anna, statuses: [403, 403, 403, 404, 403]),
        Row(operation: "listTags", statuses: [403, 403, 200, 200, 403]),
        Row(operation: "aliasByPhone", path: { _ in "9154983795" }, statuses: [403, 403, 403, 403, 404]),
        Row(operation: "customerByAlias", path: { _ in "anna" }, statuses: [403, 403, 403, 403, 404]),
        Row(
            operation: "putCustomer", path: { _ in "anna" }, body: #"{"phone":"9154983795","fio":"A"}"#,
            statuses: [403, 403, 403, 403, 200]),
    ]

    /// AL4, AL5, AL16, AL21, AL26, AL30
    @Test(arguments: rows) func theRoleIsAskedFirstThenTheObject(_ row: Row) throws {
        for (number, status) in row.statuses.enumerated() {
            // What one caller does must not change what the next one gets.
            let scene = try Scene()
            let people = [scene.anna, scene.cleo, scene.olga, scene.root]
            let subject = number < people.count ? people[number].subject : try scene.bench.bank()
            let body = row.body.replacing("BOB", with: scene.bob.id.text)
            let found = scene.bench.status { () throws(APIError) in
                try scene.bench.call(row.operation, path: row.path?(scene), body, as: subject)
            }
            #expect(found == status, "\(row.operation) by \(subject.name)")
        }
    }

    /// AL36
    @Test func whoMayWriteWhere() throws {
        let scene = try Scene()
        func send(_ room: RoomID, _ person: Person) -> Int {
            scene.bench.status { () throws(APIError) in try scene.bench.send("Hello", to: room, by: person) }
        }
        let support = [scene.anna, scene.bob, scene.olga, scene.root].map { send(scene.anna.room, $0) }
        #expect(support == [200, 404, 200, 200])
        let shared = [scene.anna, scene.bob, scene.cleo, scene.olga, scene.root].map { send(scene.room, $0) }
        #expect(shared == [200, 200, 404, 403, 403])
        #expect(send(RoomID("1"), scene.olga) == 404)
    }
}

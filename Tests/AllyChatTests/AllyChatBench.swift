import Core
import Kit
import System
import TestSupport
import Testing

@testable import AllyChat

/// AllyChat with a cheap password hash, on a store of its own.
typealias ChatBench = PluginBench<AllyChat>

/// Somebody with a token.
struct Person: Sendable {
    let id: UserID
    let token: String
    let subject: Subject
    /// A client's support room.
    var room = RoomID("")

    var account: Account { Account(subject) ?? Account(id: id, role: .client) }
}

extension PluginBench where P == AllyChat {
    /// - Parameter settings: members beside the cheap hash and the first admin.
    static func make(
        _ settings: String = "", folder: ScratchDirectory? = nil, apps: RegisteredApps = .chat
    ) throws -> ChatBench {
        let own = [
            #""scryptCostExponent": 10"#, #""admin": {"login": "root", "password": {"env": "ADMIN"}}"#,
            #""bank": {"login": "bank", "password": {"env": "BANK"}}"#,
        ]
        let members = (own + [settings]).filter { !$0.isEmpty }.joined(separator: ", ")
        return try ChatBench(
            settings: "{\(members)}", environment: ["ADMIN": "toor", "BANK": "s3:cret"], folder: folder, apps: apps)
    }

    // MARK: People

    func logIn(_ login: String = "root", _ password: String = "toor") throws(APIError) -> Person {
        let reply = try call("logIn", #"{"login":"\#(login)","password":"\#(password)"}"#)
        return try person(reply["token"] ?? "")
    }

    func person(_ token: String) throws(APIError) -> Person {
        let subject = try verify(token)
        return Person(id: UserID(subject.id.text ?? ""), token: token, subject: subject)
    }

    func admin() throws(APIError) -> Person { try logIn() }

    func makeOperator(_ login: String = "olga", isAdmin: Bool = false) throws(APIError) -> Person {
        try call(
            "createOperator", #"{"login":"\#(login)","password":"pass","is_admin":\#(isAdmin)}"#, by: try admin())
        return try logIn(login, "pass")
    }

    /// - Parameter more: members of the body beside the alias.
    func register(_ alias: String, _ more: String = "") throws(APIError) -> Person {
        try call("registerUser", #"{"alias":"\#(alias)"\#(more.isEmpty ? "" : ",\(more)")}"#)
        let reply = try call("issueToken", #"{"alias":"\#(alias)","app_id":"web"}"#)
        var person = try person(reply["token"] ?? "")
        let rooms = try call("listUserRooms", path: person.id.text, by: person).json["rooms"]
        person.room = RoomID(rooms?.elements.first { _ in true }?["id"]?.string ?? "")
        return person
    }

    /// The bank's subject.
    func bank() throws(APIError) -> Subject {
        try AllyChatTokens.subject(in: self, of: "bank:s3:cret")
    }

    // MARK: Calls

    @discardableResult
    func call(
        _ name: String, path: String? = nil, query: String = "", _ body: String = "", by person: Person
    ) throws(APIError) -> BenchReply {
        try call(name, path: path, query: query, body, as: person.subject)
    }

    @discardableResult
    func call(
        _ name: String, path: String? = nil, query: String = "", _ body: String = "", as subject: Subject?
    ) throws(APIError) -> BenchReply {
        var request = BenchRequest(body: body)
        if let path { request.pathValues = [("id", path), ("name", path), ("phone", path), ("alias", path)] }
        request.query = Array(query.utf8)
        if !body.isEmpty, !body.hasPrefix("{") { request.contentType = "application/x-www-form-urlencoded" }
        return try call(name, request, subject: subject)
    }

    /// What an operation refuses with; `nil` when it does not.
    func failure(_ work: () throws(APIError) -> some Any) -> APIError? {
        do {
            _ = try work()
            return nil
        } catch {
            return error
        }
    }

    /// 200, or the status of the refusal.
    func status(_ work: () throws(APIError) -> some Any) -> Int { failure(work)?.code.status ?? 200 }

    // MARK: Messages

    /// Sends as the socket does.
    @discardableResult
    func send(
        _ text: String, to room: RoomID, by person: Person, file: String? = nil, clientID: String? = nil
    ) throws(APIError) -> SentMessage {
        let draft = try MessageDraft(room, text, file: file, clientID: clientID)
        return try write(by: person) { [plugin] (call) throws(APIError) in
            try plugin.send(draft, from: person.account, call)
        }
    }

    /// Runs something on the writer, as an operation.
    func write<Result: Sendable>(
        by person: Person, _ body: @escaping @Sendable (borrowing WriteCall) throws(APIError) -> Result
    ) throws(APIError) -> Result {
        let caller = Caller(
            app: nil, subject: person.subject, remoteAddress: "192.0.2.1", userAgent: nil,
            requestID: RequestID(high: 1, low: 2))
        let now = clock.now
        let done = Signal()
        let made = Lock<Result?>(nil)
        let answer = Lock<Swift.Result<Reply, APIError>>(.failure(APIError(.storeUnavailable)))
        let job = WriteJob(
            operation: { (store) throws(APIError) in
                let result = try body(WriteCall(caller: caller, now: now, store: store))
                made.withLock { $0 = result }
                return .noContent()
            },
            completion: { result in
                answer.withLock { $0 = result }
                done.notify()
            })
        #expect(store.submit(job))
        done.wait()
        _ = try answer.withLock { $0 }.get()
        guard let result = made.withLock({ $0 }) else { throw APIError(.internalError) }
        return result
    }

    /// What the texts of a room's messages are, as somebody lists them.
    func texts(_ room: RoomID, query: String = "", by person: Person) throws(APIError) -> [String] {
        let list = try call("listRoomMessages", path: room.text, query: query, by: person).json["messages"]
        return list?.elements.compactMap { $0["message"]?.string } ?? []
    }

    /// A client's question, answered and closed.
    @discardableResult
    func answered(
        _ question: String, _ answer: String, by client: Person, _ colleague: Person
    ) throws(APIError) -> String {
        let sent = try send(question, to: client.room, by: client)
        try send(answer, to: client.room, by: colleague)
        try call("activateRoom", path: client.room.text, by: colleague)
        try call("deactivateRoom", path: client.room.text, by: colleague)
        return sent.issue
    }
}

extension MessageDraft {
    init(_ room: RoomID, _ text: String, file: String? = nil, clientID: String? = nil) throws(APIError) {
        var members: [JSONValue.Member] = [
            JSONValue.Member("room", .string(room.text)), JSONValue.Member("message", .string(text)),
        ]
        if let file { members.append(JSONValue.Member("file", .string(file))) }
        if let clientID { members.append(JSONValue.Member("client_id", .string(clientID))) }
        let query: [UInt8] = []
        let source = InputSource(
            pathValues: [], query: query.span, contentType: nil, body: JSON.encode(JSONValue.object(members)))
        self = try source.decode(MessageDraft.self)
    }
}

extension SentMessage {
    /// The issue's id; empty when there is none.
    var issue: String { (try? JSONDocument(parsing: Array(json.text.utf8)))?.root["issue"]?.string ?? "" }

    var node: JSONNode? { try? JSONDocument(parsing: Array(json.text.utf8)).root }
}

extension AllyChatTokens {
    static func subject(in bench: ChatBench, of credentials: String) throws(APIError) -> Subject {
        let claims = try bench.plugin.tokens.claims(ofBasic: credentials.utf8.span)
        let reader: StoreReader
        do { reader = try bench.store.makeReader() } catch { throw APIError(.internalError) }
        return try bench.plugin.tokens.subject(of: claims, now: bench.clock.now, store: try reader.store())
    }
}

extension RegisteredApps {
    /// `web`, with the token `web-token`.
    static let chat = RegisteredApps { name, _ in
        name == "web" ? RegisteredApp(App(name: "web", isSuper: false), tokens: [TokenDigest(of: "web-token")]) : nil
    }
}

/// A text of so many characters.
func text(_ count: Int, _ character: Character = "x") -> String { String(repeating: character, count: count) }

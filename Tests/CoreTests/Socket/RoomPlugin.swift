import Kit
import System

/// A plugin with a socket that does what a test tells it to.
struct RoomPlugin: Plugin {
    struct Settings: Decodable, Sendable {}

    /// `?room=a&name=b`
    struct Arrival: OperationInput {
        static var queryFields: [String] { ["room", "name", "atMost", "origin", "ping"] }
        static var bodyFormats: [BodyFormat] { [] }
        let room: String
        let name: String?
        let atMost: Int?
        let origin: String?
        let ping: Int?
    }

    /// What a connection is.
    struct Member: Sendable {
        let room: String
        var count = 0
    }

    /// What is said, and to whom.
    struct Saying: OperationInput {
        static var bodyFormats: [BodyFormat] { [.json] }
        let text: String
        let to: [String]?
        let not: [String]?
        let hearsItself: Bool?
    }

    struct Named: OperationInput { let name: String }

    struct Said: Encodable, Sendable { let text: String }

    static let id: PluginID = "rooms"
    static let routes = """
        [{ "path": "/room", "socket": "json", "operation": "connect" },
         { "path": "/own/{name}", "socket": "json", "operation": "connectKnown", "token": "required" },
         { "path": "/small", "socket": "json", "operation": "connect", "limits": { "messageBytes": 2000 } },
         { "method": "POST", "path": "/say", "operation": "post" }]
        """
    static let errorCodes = [
        ErrorCode("room.closed", status: 409, message: "the room is closed", meaning: "It was refused.")
    ]

    private static let insert = SQL("INSERT INTO sayings (text) VALUES ($1)")
    private static let last = SQL("SELECT text FROM sayings ORDER BY id DESC LIMIT 1")

    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] {
        [Migration("what was said", "CREATE TABLE sayings (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")]
    }

    static var operations: [Operation<RoomPlugin>] {
        [
            .socket("connect", connect, events: events),
            .socket("connectKnown", needs: .token, connectKnown, events: events),
            .writing("post", post),
        ]
    }

    private static var events: [SocketEvent<RoomPlugin, Member>] {
        [
            .reading("echo", echo), .reading("count", count), .reading("held", on: .pool, hold),
            .writing("say", say), .writing("fail", fail), .writing("keep", keep),
            .writing("shout", prepare: prepare, shout),
            .reading("enter", enter), .writing("move", move), .writing("invite", invite), .writing("expel", expel),
            .writing("whoIsIn", whoIsIn), .reading("quit", quit), .writing("fill", fill), .reading("last", last),
        ]
    }

    static var tokenVerifier: (@Sendable (RoomPlugin) -> any TokenVerifier)? { { _ in Verifier() } }

    struct Verifier: TokenVerifier {
        func claims(of token: Span<UInt8>) throws(APIError) -> String {
            guard let text = try? UTF8Span(validating: token) else { throw APIError(.tokenInvalid) }
            return String(copying: text)
        }

        func subject(of name: String, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
            Subject(name: name, tokenID: .number(1), expiresAt: Timestamp(milliseconds: .max))
        }
    }

    // MARK: - Coming

    func connect(_ input: Arrival, _ call: borrowing ReadCall) throws(APIError) -> SocketStart<Member> {
        guard input.room != "closed" else { throw APIError(Self.errorCodes[0]) }
        let topics = [Topic(input.room)] + (input.name.map { [Topic($0)] } ?? [])
        let limit = input.atMost.map { ConnectionLimit(of: Topic(input.room), atMost: $0) }
        return SocketStart(
            state: Member(room: input.room), topics: topics, limit: limit, pingMilliseconds: input.ping
        ).sending("welcome", Said(text: input.room))
    }

    struct Own: OperationInput {
        static var pathFields: [String] { ["name"] }
        static var bodyFormats: [BodyFormat] { [] }
        let name: String
    }

    func connectKnown(_ input: Own, _ call: borrowing ReadCall) throws(APIError) -> SocketStart<Member> {
        SocketStart(
            state: Member(room: input.name), topics: [Topic(try call.caller.verifiedSubject().name)],
            allowedOrigins: ["https://friend.example"])
    }

    // MARK: - Events

    func echo(_ input: Saying, _ member: Member, _ call: borrowing ReadCall) -> SocketReply<Member> {
        .event("echo", Said(text: input.text))
    }

    func count(_ input: NoInput, _ member: Member, _ call: borrowing ReadCall) -> SocketReply<Member> {
        var member = member
        member.count += 1
        return .event("count", member.count).becoming(member)
    }

    func hold(_ input: Named, _ member: Member, _ call: borrowing ReadCall) -> SocketReply<Member> {
        Gate.named(input.name).pass()
        return .event("held", input.name)
    }

    func say(_ input: Saying, _ member: Member, _ call: borrowing WriteCall) throws(APIError) -> SocketReply<Member> {
        try add(input, to: [member.room], call)
        return .event("stored", Said(text: input.text))
    }

    func post(_ input: Saying, _ call: borrowing WriteCall) throws(APIError) -> Said {
        try add(input, to: [], call)
        return Said(text: input.text)
    }

    private func add(_ input: Saying, to rooms: [String], _ call: borrowing WriteCall) throws(APIError) {
        try call.store.execute(Self.insert, input.text)
        let exclusion: Exclusion =
            if let not = input.not { .topics(not.map(Topic.init)) } else {
                input.hearsItself == true ? .none : .thisConnection
            }
        call.publish(
            "said", Said(text: input.text), to: (input.to ?? rooms).map(Topic.init), except: exclusion)
    }

    func fail(_ input: Saying, _ member: Member, _ call: borrowing WriteCall) throws(APIError) -> SocketReply<Member> {
        try add(input, to: [member.room], call)
        throw APIError(Self.errorCodes[0])
    }

    func keep(_ input: Saying, _ member: Member, _ call: borrowing WriteCall) throws(APIError) -> SocketReply<Member> {
        try add(input, to: [member.room], call)
        throw APIError(Self.errorCodes[0]).keepingWrites
    }

    func prepare(_ input: Saying, _ member: Member, _ call: borrowing ReadCall) -> String { input.text.uppercased() }

    func shout(
        _ input: Saying, _ member: Member, _ loud: String, _ call: borrowing WriteCall
    ) -> SocketReply<Member> {
        call.publish("said", Said(text: loud), to: [Topic(member.room)])
        return .none
    }

    func enter(_ input: Named, _ member: Member, _ call: borrowing ReadCall) -> SocketReply<Member> {
        SocketReply.event("entered", input.name).subscribing(to: [Topic(input.name)])
    }

    /// Publishes before and after: the first is not for who moves, the second is.
    func move(_ input: Named, _ member: Member, _ call: borrowing WriteCall) -> SocketReply<Member> {
        SocketReply.event("moved", input.name).subscribing(to: [Topic(input.name)])
            .unsubscribing(from: [Topic(member.room)])
    }

    /// All of this room are in that one too from now on.
    func invite(_ input: Named, _ member: Member, _ call: borrowing WriteCall) -> SocketReply<Member> {
        call.publish("said", Said(text: "before"), to: [Topic(input.name)])
        call.join(those: Topic(member.room), to: Topic(input.name))
        call.publish("said", Said(text: "after"), to: [Topic(input.name)])
        return .none
    }

    func expel(_ input: Named, _ member: Member, _ call: borrowing WriteCall) -> SocketReply<Member> {
        call.close(Topic(input.name), .own(4001, reason: "out"))
        return .event("expelled", input.name)
    }

    func whoIsIn(_ input: Named, _ member: Member, _ call: borrowing WriteCall) -> SocketReply<Member> {
        .event("isIn", call.hasConnections(Topic(input.name)))
    }

    func quit(_ input: NoInput, _ member: Member, _ call: borrowing ReadCall) -> SocketReply<Member> {
        SocketReply.event("bye", member.room).closing(.normal)
    }

    /// So many bytes to all.
    func fill(_ input: Named, _ member: Member, _ call: borrowing WriteCall) -> SocketReply<Member> {
        call.publish(
            "filling", String(repeating: "x", count: Int(input.name) ?? 0), to: [Topic(member.room)],
            except: .thisConnection)
        return .event("filled", input.name)
    }

    func last(_ input: NoInput, _ member: Member, _ call: borrowing ReadCall) throws(APIError) -> SocketReply<Member> {
        .event("last", try call.store.first(Self.last) { $0.text(0) } ?? "")
    }
}

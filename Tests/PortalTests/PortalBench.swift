import Kit
import TestSupport
import Testing

@testable import Portal

/// Portal with a cheap PIN hash, on a store of its own.
typealias PortalBench = PluginBench<Portal>

/// What `openSession` and `refreshSession` answer.
struct Opened: Sendable {
    let id: Int64
    let access: String
    let refresh: String
}

extension PluginBench where P == Portal {
    /// - Parameter settings: members beside the cheap hash.
    static func make(_ settings: String = "", folder: ScratchDirectory? = nil) throws -> PortalBench {
        let cost = settings.contains("scryptCostExponent") ? "" : #""scryptCostExponent": 10"#
        let members = [cost, settings].filter { !$0.isEmpty }.joined(separator: ", ")
        return try PortalBench(settings: "{\(members)}", folder: folder)
    }

    /// With Ann, whose PIN is 1234.
    static func makeWithAnn(_ settings: String = "") throws -> PortalBench {
        let bench = try make(settings)
        try bench.update()
        return bench
    }

    @discardableResult
    func update(
        _ person: String = "ann", login: String? = nil, pin: String = #""1234""#,
        at time: String = "2026-01-01 00:00:00"
    ) throws(APIError) -> BenchReply {
        try call("updatePin", updateBody(person, login: login, pin: pin, at: time))
    }

    func updateBody(
        _ person: String = "ann", login: String? = nil, pin: String = #""1234""#,
        at time: String = "2026-01-01 00:00:00"
    ) -> String {
        let login = login ?? "\(person)@example.org"
        return #"{"id_phperson":"\#(person)","tab_no":"7","ad_login":"\#(login)","pin_code":\#(pin),"#
            + #""created_at":"\#(time)"}"#
    }

    @discardableResult
    func open(_ login: String = "ann@example.org", pin: String = #""1234""#) throws(APIError) -> Opened {
        Opened(try call("openSession", #"{"ad_login":"\#(login)","pin_code":\#(pin)}"#))
    }

    func refresh(_ token: String) throws(APIError) -> Opened {
        Opened(try call("refreshSession", #"{"refresh_token":"\#(token)"}"#))
    }

    func list(_ person: String = "ann") throws(APIError) -> BenchReply {
        try call("listSessions", request(person), subject: nil)
    }

    @discardableResult
    func delete(_ query: String, of person: String = "ann") throws(APIError) -> BenchReply {
        try call("deleteSessions", request(person, query: query), subject: nil)
    }

    func request(_ person: String, query: String = "") -> BenchRequest {
        var request = BenchRequest()
        request.pathValues = [("id_phperson", person)]
        request.query = Array(query.utf8)
        return request
    }

    @discardableResult
    func push(
        _ users: String = #"["ann"]"#, type: String = "push", title: String = "Title", message: String = "Message",
        data: String = "{}"
    ) throws(APIError) -> BenchReply {
        try call("pushEvent", pushBody(users, type: type, title: title, message: message, data: data))
    }

    func pushBody(
        _ users: String = #"["ann"]"#, type: String = "push", title: String = "Title", message: String = "Message",
        data: String = "{}"
    ) -> String {
        #"{"type":"\#(type)","title":"\#(title)","message":"\#(message)","data":\#(data),"users":\#(users)}"#
    }

    func events(_ token: String, after: String = "") throws(APIError) -> [JSONNode] {
        var request = BenchRequest()
        request.query = Array((after.isEmpty ? "" : "after=\(after)").utf8)
        return Array(try call("listEvents", request, subject: try verify(token)).json.elements)
    }

    /// What an operation refuses; `nil` when it does not.
    func failure(_ work: () throws(APIError) -> some Any) -> APIError? {
        do {
            _ = try work()
            return nil
        } catch {
            return error
        }
    }

    /// The same by name.
    func failure(_ operation: String, _ body: String) -> APIError? {
        failure { () throws(APIError) in try call(operation, body) }
    }

    /// Broken rules as `field rule`; empty when none.
    func brokenRules(_ operation: String, _ body: String) -> [String] {
        let error = failure(operation, body)
        #expect(error == nil || error?.code == .inputInvalid)
        return error?.brokenRules.map { "\($0.field) \($0.rule)" } ?? []
    }

    /// Whether an access token is taken.
    func takes(_ token: String) -> Bool { failure { () throws(APIError) in try verify(token) } == nil }
}

extension Opened {
    init(_ reply: BenchReply) {
        id = reply.json["session_id"]?.int64 ?? 0
        access = reply["access_token"] ?? ""
        refresh = reply["refresh_token"] ?? ""
    }
}

/// The JSON string of so many characters.
func text(_ count: Int, _ character: Character = "x") -> String { String(repeating: character, count: count) }

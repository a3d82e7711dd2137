import Foundation
import TestSupport
import Testing

/// What the portal and a person's application do, over plain HTTP.
struct PortalClient {
    /// Someone who has a PIN.
    struct Person {
        let id = UUID().uuidString.lowercased()
        var login: String { "\(id)@example.com" }
        let pin: String
    }

    static let key = "osnova_callback"
    let gateway: RunningGateway

    /// Makes the portal known to the gateway, unless it is.
    init(gateway: RunningGateway) throws {
        self.gateway = gateway
        let folder = gateway.folder.path
        let arguments = ["--api", "portal", "--token", Self.key, "--config", "\(folder)/gateway.json"]
        _ = try GatewayBinary.run(["apps", "add", "portal"] + arguments, in: folder)
        _ = try waitUntil { try get("/api/v1/callback/sessions/nobody").status != 403 }
    }

    func post(_ path: String, _ body: String, fields: String = "") throws -> HTTPAnswer {
        try gateway.answer(to: GoncordClient.post(path, body, fields: "X-Callback-Key: \(Self.key)\r\n\(fields)"))
    }

    func get(_ path: String) throws -> HTTPAnswer { try bodiless("GET", path) }

    func delete(_ path: String) throws -> HTTPAnswer { try bodiless("DELETE", path) }

    private func bodiless(_ method: String, _ path: String) throws -> HTTPAnswer {
        try gateway.answer(to: "\(method) \(path) HTTP/1.1\r\nHost: a\r\nX-Callback-Key: \(Self.key)\r\n\r\n")
    }

    /// A new person.
    func person(pin: String = "1234") throws -> Person {
        let person = Person(pin: pin)
        let answer = try post(
            "/api/v1/callback/pin/update",
            #"{"id_phperson":"\#(person.id)","tab_no":"1","ad_login":"\#(person.login)","pin_code":"\#(pin)","#
                + #""created_at":"2019-11-25 11:43:22"}"#)
        try #require(answer.status == 200, "\(answer)")
        return person
    }

    func open(_ person: Person, fields: String = "") throws -> PortalSession {
        let body = #"{"ad_login":"\#(person.login)","pin_code":"\#(person.pin)"}"#
        return try PortalSession(post("/api/v1/sessions", body, fields: fields))
    }

    func events(_ token: String) throws -> HTTPAnswer {
        try gateway.answer(to: "GET /api/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n\r\n")
    }
}

/// A session with its tokens, out of an answer.
struct PortalSession {
    let id: Int
    let access: String
    let refresh: String

    init(_ answer: HTTPAnswer) throws {
        let data = try #require(answer.json["data"] as? [String: Any], "\(answer)")
        id = try #require(data["session_id"] as? Int)
        access = try #require(data["access_token"] as? String)
        refresh = try #require(data["refresh_token"] as? String)
    }
}

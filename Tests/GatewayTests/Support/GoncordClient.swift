import Foundation
import Testing

/// What a user of Goncord does, over plain HTTP.
struct GoncordClient {
    let gateway: RunningGateway

    /// A login that no other test uses.
    static func freshLogin() -> String { "user-" + UUID().uuidString.prefix(13).lowercased() }

    static func post(_ path: String, _ body: String, fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    static func registration(_ login: String, fields: String = "") -> String {
        post(
            "/api/v0/users",
            #"{"login":"\#(login)","email":"\#(login)@example.com","password":"open sesame \#(login)"}"#, fields: fields
        )
    }

    static func authorization(_ login: String, fields: String = "") -> String {
        post("/api/v0/tokens", #"{"login":"\#(login)","password":"open sesame \#(login)"}"#, fields: fields)
    }

    static func validation(_ token: String, fields: String = "") -> String {
        "GET /api/v0/tokens/validate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\(fields)\r\n"
    }

    /// Registers a new user and logs in.
    func token() throws -> String {
        let login = Self.freshLogin()
        let registered = try gateway.answer(to: Self.registration(login))
        try #require(registered.status == 200, "\(registered)")
        let answer = try gateway.answer(to: Self.authorization(login))
        return try #require(answer.json["jwt"] as? String, "\(answer)")
    }
}

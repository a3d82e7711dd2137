import Foundation
import TestSupport
import Testing

/// The portal's callbacks as its document has them, on the routes of the shipped `gateway.json`.
@Suite(.gateway(.withPortal())) struct PortalTests {
    private func client() throws -> PortalClient { try PortalClient(gateway: sharedGateway()) }

    /// P1: the document's own request.
    @Test func aPinIsUpdated() throws {
        let answer = try client().post(
            "/api/v1/callback/pin/update",
            #"""
            {
                "id_phperson": "381004a1-d925-11e8-9126-00155d640b22",
                "tab_no": "0000012345",
                "ad_login": "ivanov@example.com",
                "pin_code": 1234,
                "created_at": "2019-11-25 11:43:22"
            }
            """#)
        #expect(answer.status == 200)
        #expect(answer.content == #"{"result":true}"#)
        #expect(try sharedGateway().logLine(of: answer)["app"] == "portal")
    }

    /// P1
    @Test func brokenPinFieldsStandBesideTheResult() throws {
        let client = try client()
        let answer = try client.post(
            "/api/v1/callback/pin/update",
            #"{"id_phperson":"x","tab_no":"1","pin_code":123,"created_at":"2019-11-25 11:43:22"}"#)
        #expect(answer.status == 422)
        #expect(
            answer.content
                == #"{"result":false,"ad_login":["is required"],"#
                + #""pin_code":["must be 4 digits, as a number or as a string"]}"#
        )
        let malformed = try client.post("/api/v1/callback/pin/update", "{")
        #expect(malformed.status == 400)
        #expect(malformed.content.hasPrefix(#"{"result":false,"error":"the body is not JSON"#))
    }

    /// P2: the document's own request.
    @Test func anEventIsPushed() throws {
        let client = try client()
        let event = #"""
            {
                "data": { "id": "5dd52390673cf700567e1d72", "url": "kip/1" },
                "type": "kip_new",
                "title": "Создана новая задача КИП",
                "message": "Стыковка с международной космической лунной станцией.",
                "users": ["381004a1-d925-11e8-9126-00155d640b22"]
            }
            """#
        let answer = try client.post("/api/v1/callback/portal/push/events", event)
        #expect(answer.status == 200)
        #expect(answer.content == #"{"result":true}"#)
        let refused = try client.post(
            "/api/v1/callback/portal/push/events", #"{"type":"push","title":"T","data":{},"users":[]}"#)
        #expect(refused.status == 422)
        #expect(
            refused.content
                == #"{"result":false,"error":{"code":"input.invalid","message":"the input breaks rules","#
                + #""fields":{"message":["is required"],"users":["must not be empty"]}}}"#)
    }

    /// P4
    @Test func withoutTheKeyAccessIsDenied() throws {
        let gateway = try sharedGateway()
        let denied = #"{"result":false,"error":"access denied"}"#
        for field in ["", "X-Callback-Key: osnova\r\n", "x-app-token: osnova_callback\r\n"] {
            let requests = [
                "POST /api/v1/callback/pin/update", "POST /api/v1/callback/portal/push/events",
                "GET /api/v1/callback/sessions/1", "DELETE /api/v1/callback/sessions/1?all=1",
            ]
            for request in requests {
                let answer = try gateway.answer(
                    to: "\(request) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\(field)\r\n{}")
                #expect(answer.status == 403)
                #expect(answer.content == denied, "\(request)")
            }
        }
    }

    /// P3, P30, P33
    @Test func sessionsAreListedAndDeleted() throws {
        let client = try client()
        let person = try client.person()
        let path = "/api/v1/callback/sessions/\(person.id)"
        #expect(try client.get(path).content == #"{"result":true,"data":[]}"#)
        let agent = "Android; 9; google; Is Emulator; App Version: 0.7.3; " + String(repeating: "x", count: 500)
        let first = try client.open(person, fields: "User-Agent: \(agent)\r\n")
        let second = try client.open(person)
        let listed = try #require(try client.get(path).json["data"] as? [[String: Any]])
        #expect(listed.map { $0["user_agent"] as? String } == [String(agent.prefix(500)), ""])
        #expect(listed.allSatisfy { $0["ip_address"] as? String == "127.0.0.1" })
        #expect(try client.events(first.access).content == #"{"result":true,"data":[]}"#)
        let deleted = try client.delete("\(path)?session_id=\(first.id)")
        #expect(deleted.status == 200)
        #expect(deleted.content == #"{"result":true}"#)
        let refused = try client.events(first.access)
        #expect(refused.status == 401)
        #expect(refused.content == #"{"result":false,"error":"the token is not valid"}"#)
        #expect(try client.events(second.access).status == 200)
        #expect(try client.delete("\(path)?all=1").content == #"{"result":true}"#)
        #expect(try client.events(second.access).status == 401)
    }

    /// P3, P31, P32, P34
    @Test func refusalsOfSessionsAreSentences() throws {
        let client = try client()
        let person = try client.person()
        let notFound = #"{"result":false,"error":"User not found."}"#
        for answer in [
            try client.get("/api/v1/callback/sessions/nobody"),
            try client.delete("/api/v1/callback/sessions/nobody?all=1"),
        ] {
            #expect(answer.status == 404)
            #expect(answer.content == notFound)
        }
        let path = "/api/v1/callback/sessions/\(person.id)"
        let unknown = try client.delete("\(path)?session_id=999999")
        #expect(unknown.status == 404)
        #expect(unknown.content == #"{"result":false,"error":"Session not found."}"#)
        let neither = try client.delete(path)
        #expect(neither.status == 422)
        #expect(neither.json["error"] as? String == "exactly one of session_id and all=1 is required")
        #expect((neither.json["fields"] as? [String: Any])?.keys.sorted() == ["all", "session_id"])
    }

    /// P44: a header that is present ends the search, whatever it holds.
    @Test func theTokenIsInTheHeaderOrElseInTheCookie() throws {
        let client = try client()
        let person = try client.person()
        let token = try client.open(person).access
        let events = { (fields: String) in
            try client.gateway.answer(to: "GET /api/v1/events HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        }
        #expect(try events("Cookie: a=b; session=\(token)\r\n").status == 200)
        #expect(try events("Cookie: session=x\r\nAuthorization: Bearer \(token)\r\n").status == 200)
        #expect(try events("Cookie: session=\(token)\r\nAuthorization: Bearer x\r\n").status == 401)
        #expect(try events("Cookie: session=\(token)\r\nAuthorization:\r\n").status == 401)
        let missing = try events("Cookie: jwt=\(token)\r\n")
        #expect(missing.content == #"{"result":false,"error":"a token is required"}"#)
        let answer = try events("Cookie: session=\(token)\r\n")
        let line = try client.gateway.logLine(of: answer)
        #expect(line["token_source"] == "cookie" && line["subject"] == person.id)
    }

    /// P3, P45, P49
    @Test func aSessionIsRefreshedAndClosed() throws {
        let client = try client()
        let first = try client.open(try client.person())
        let answer = try client.post("/api/v1/sessions/refresh", #"{"refresh_token":"\#(first.refresh)"}"#)
        let second = try PortalSession(answer)
        #expect(try client.events(first.access).status == 401)
        #expect(try client.events(second.access).status == 200)
        let request = "DELETE /api/v1/sessions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(second.access)\r\n\r\n"
        #expect(try client.gateway.answer(to: request).content == #"{"result":true}"#)
        #expect(try client.gateway.answer(to: request).status == 401)
    }

    /// P40
    @Test func aLockedLoginIsToldWhenToComeBack() throws {
        let client = try client()
        let person = try client.person()
        let body = #"{"ad_login":"\#(person.login)","pin_code":"0000"}"#
        for _ in 0..<5 {
            let answer = try client.post("/api/v1/sessions", body)
            #expect(answer.status == 401)
            #expect(answer.content == #"{"result":false,"error":"the login or the PIN is wrong"}"#)
        }
        let locked = try client.post("/api/v1/sessions", body)
        #expect(locked.status == 429)
        #expect(locked["Retry-After"].flatMap { Int($0) }.map { (890...900).contains($0) } == true)
    }

    /// P18, P36: of a gateway of its own, so that all it ever wrote is looked at.
    @Test func noPinAndNoTokenIsInALog() throws {
        let gateway = try RunningGateway(.withPortal())
        let client = try PortalClient(gateway: gateway)
        let person = try client.person(pin: "7391")
        let session = try client.open(person)
        _ = try client.events(session.access)
        let next = try PortalSession(
            client.post("/api/v1/sessions/refresh", #"{"refresh_token":"\#(session.refresh)"}"#))
        _ = try client.post("/api/v1/sessions/refresh", #"{"refresh_token":"\#(session.refresh)"}"#)
        _ = try client.post("/api/v1/sessions", #"{"ad_login":"\#(person.login)","pin_code":"7392"}"#)
        _ = try client.post("/api/v1/callback/pin/update", #"{"pin_code":"73913"}"#)
        let last = try client.get("/api/v1/callback/sessions/x")
        _ = try gateway.logLine(of: last)
        #expect(gateway.stop() == .exit(0))
        #expect(gateway.accessLog.count >= 9)
        for secret in [session.access, session.refresh, next.access, next.refresh, "osnova_callback"] {
            #expect(!gateway.folder.text("access.jsonl").contains(secret) && !gateway.errors.contains(secret))
        }
        // A number as short as a PIN may well be a duration: texts alone are looked at, word by word.
        let texts = gateway.accessLog.flatMap { line in line.values.values.compactMap { $0 as? String } }
        let words = Set((texts + [gateway.errors]).flatMap { $0.matches(of: /\w+/).map { String($0.output) } })
        #expect(words.contains("openSession") && words.isDisjoint(with: ["7391", "7392", "73913"]))
    }
}

extension TestConfig {
    /// Portal on its shipped routes, with a cheap PIN hash.
    fileprivate static func withPortal() -> TestConfig {
        var config = TestConfig()
        config.shippedAPIs = ["portal": ["scryptCostExponent": 10]]
        return config
    }
}

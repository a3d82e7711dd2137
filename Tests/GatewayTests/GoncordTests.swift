import Foundation
import TestSupport
import Testing

/// Goncord as its document has it, with curl, over http and https.
@Suite(.gateway(.withTLS())) struct GoncordTests {
    /// One way in.
    enum Scheme: String, Sendable, CaseIterable {
        case http
        case https
    }

    private struct Reply {
        let status: Int
        let json: [String: Any]
        var code: String? { (json["error"] as? [String: Any])?["code"] as? String }
    }

    private func curl(_ scheme: Scheme, _ path: String, _ arguments: [String]) throws -> Reply {
        let port = try sharedGateway().ports[scheme == .http ? 0 : 1]
        let common = [
            "-sS", "--max-time", "10", "--cacert", TestCertificates.path("localhost.crt"), "--resolve",
            "localhost:\(port):127.0.0.1", "-w", "\n%{http_code}", "\(scheme)://localhost:\(port)\(path)",
        ]
        let result = try CommandResult.run("curl", common + arguments)
        #expect(result.end == .exit(0), "\(result.errors)")
        let lines = result.output.components(separatedBy: "\n")
        let json = try JSONSerialization.jsonObject(with: Data(lines.dropLast().joined().utf8)) as? [String: Any]
        return Reply(status: Int(lines.last ?? "") ?? 0, json: json ?? [:])
    }

    private func post(_ scheme: Scheme, _ path: String, _ object: [String: Any]) throws -> Reply {
        let body = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        return try curl(scheme, path, ["-H", "Content-Type: application/json", "-d", body])
    }

    private func register(_ scheme: Scheme) throws -> String {
        let login = GoncordClient.freshLogin()
        let reply = try post(
            scheme, "/api/v0/users",
            [
                "login": login, "email": "\(login)@example.com", "password": "open sesame", "first_name": "Дмитрий",
                "birthday": "1995-03-30",
            ])
        #expect(reply.status == 200)
        #expect(
            Set(reply.json.keys) == [
                "second_name", "roles", "login", "last_name", "first_name", "email", "birthday", "apps",
            ])
        #expect(reply.json["first_name"] as? String == "Дмитрий")
        #expect(reply.json["second_name"] is NSNull)
        return login
    }

    private func logIn(_ scheme: Scheme, _ login: String) throws -> String {
        let reply = try post(scheme, "/api/v0/tokens", ["login": login, "password": "open sesame"])
        return try #require(reply.json["jwt"] as? String, "\(reply)")
    }

    @Test(arguments: Scheme.allCases) func aUserRegistersLogsInValidatesAndLogsOut(scheme: Scheme) throws {
        let login = try register(scheme)
        let jwt = try logIn(scheme, login)
        let byEmail = try post(
            scheme, "/api/v0/tokens", ["email": "\(login)@example.com".uppercased(), "password": "open sesame"])
        #expect((byEmail.json["user"] as? [String: Any])?["login"] as? String == login)
        let bearer = "Authorization: Bearer \(jwt)"
        #expect(try curl(scheme, "/api/v0/tokens/validate", ["-H", bearer]).json["login"] as? String == login)
        let out = try curl(scheme, "/api/v0/tokens", ["-X", "DELETE", "-H", bearer])
        #expect(out.status == 200)
        #expect(out.json.isEmpty)
        let after = try curl(scheme, "/api/v0/tokens/validate", ["-H", bearer])
        #expect(after.status == 401)
        #expect(after.code == "token.invalid")
        let other = try #require(byEmail.json["jwt"] as? String)
        #expect(try curl(scheme, "/api/v0/tokens/validate", ["-H", "Authorization: Bearer \(other)"]).status == 200)
    }

    @Test(arguments: Scheme.allCases) func aCookieJarIsEnoughToValidate(scheme: Scheme) throws {
        let login = try register(scheme)
        let jwt = try logIn(scheme, login)
        let jar = try sharedGateway().folder.path + "/jar-\(login)"
        // name, subdomains, path, secure, expiry, key, value: other cookies stand before and after.
        let lines = [("a", "b"), ("jwt", jwt), ("xjwt", "no"), ("z", "jwt=no")].map { name, value in
            "localhost\tFALSE\t/\tFALSE\t0\t\(name)\t\(value)\n"
        }
        try ("# Netscape HTTP Cookie File\n" + lines.joined()).write(toFile: jar, atomically: true, encoding: .utf8)
        let reply = try curl(scheme, "/api/v0/tokens/validate", ["-b", jar, "-c", jar])
        #expect(reply.status == 200)
        #expect(reply.json["login"] as? String == login)
    }

    @Test(arguments: [
        "jwt=TOKEN", "jwt=TOKEN; a=b", "a=b; jwt=TOKEN", "a=jwt=x; jwt=TOKEN; jwt=x", "ajwt=x;jwt=TOKEN;b",
    ])
    func theCookieMayStandAnywhere(cookie: String) throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let value = cookie.replacingOccurrences(of: "TOKEN", with: token)
        let answer = try gateway.answer(
            to: "GET /api/v0/tokens/validate HTTP/1.1\r\nHost: a\r\nCookie: \(value)\r\n\r\n")
        #expect(answer.status == 200)
        #expect(try gateway.logLine(of: answer)["token_source"] == "cookie")
    }

    @Test func aCookieOfAnotherNameIsNoToken() throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let answer = try gateway.answer(
            to:
                "GET /api/v0/tokens/validate HTTP/1.1\r\nHost: a\r\n"
                + "Cookie: JWT=\(token); xjwt=\(token); a=jwt=\(token)\r\n\r\n"
        )
        #expect(answer.status == 401)
        #expect(answer.errorCode == "token.missing")
        #expect(answer["WWW-Authenticate"] == "Bearer")
    }

    @Test(arguments: [
        "", " ", "Basic YTpi", "Bearer", "Bearer ", "Bearer garbage", "TOKEN", "bearer x.y.z", "Token TOKEN",
    ])
    func aHeaderInAnyFormSilencesTheCookie(value: String) throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let header = value.replacingOccurrences(of: "TOKEN", with: token)
        let answer = try gateway.answer(
            to: "GET /api/v0/tokens/validate HTTP/1.1\r\nHost: a\r\nAuthorization: \(header)\r\n"
                + "Cookie: jwt=\(token)\r\n\r\n")
        #expect(answer.status == 401)
        #expect(answer.errorCode == "token.invalid")
        #expect(answer["WWW-Authenticate"] == "Bearer")
        #expect(try gateway.logLine(of: answer)["token_source"] == "header")
    }

    @Test func twoHeadersAreNoToken() throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let answer = try gateway.answer(
            to: GoncordClient.validation(token, fields: "Authorization: Bearer \(token)\r\nCookie: jwt=\(token)\r\n"))
        #expect(answer.errorCode == "token.invalid")
    }

    @Test func theSchemeIsComparedWithoutCase() throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let request = GoncordClient.validation(token).replacingOccurrences(of: "Bearer", with: "bEARER")
        #expect(try gateway.answer(to: request).status == 200)
    }
}

// MARK: Apps

extension GoncordTests {
    /// `gateway apps …` beside the running gateway.
    private func apps(_ arguments: String...) throws {
        let folder = try sharedGateway().folder.path
        let outcome = try GatewayBinary.run(["apps"] + arguments + ["--config", "\(folder)/gateway.json"], in: folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    private func addApp(_ options: String..., api: String = "goncord") throws -> (name: String, token: String) {
        let name = "app-" + GoncordClient.freshLogin()
        let token = "token-" + UUID().uuidString
        let folder = try sharedGateway().folder.path
        let outcome = try GatewayBinary.run(
            ["apps", "add", name, "--api", api, "--token", token, "--config", "\(folder)/gateway.json"] + options,
            in: folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return (name, token)
    }

    private func patch(_ token: String, app: String?) throws -> HTTPAnswer {
        let body = #"{"last_name":"New","roles":["a"],"apps":{"x":{"y":[1]}}}"#
        let request = GoncordClient.post(
            "/api/v0/users", body,
            fields: "Authorization: Bearer \(token)\r\n" + (app.map { "X-App-Token: \($0)\r\n" } ?? ""))
        return try sharedGateway().answer(to: "PATCH" + request.dropFirst(4))
    }

    /// Asks until the answer is the wanted one, at most a second.
    private func patchWithinASecond(_ token: String, app: String?, until code: String?) throws -> HTTPAnswer {
        var answer = try patch(token, app: app)
        _ = try waitUntil(seconds: 1) {
            if answer.errorCode != code { answer = try patch(token, app: app) }
            return answer.errorCode == code
        }
        return answer
    }

    @Test func aSuperAppUpdatesTheUserAndABlockedOneNoMore() throws {
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let app = try addApp("--super")
        let answer = try patchWithinASecond(token, app: app.token, until: nil)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.json["last_name"] as? String == "New")
        #expect(try gateway.logLine(of: answer)["app"] == app.name)
        try apps("block", app.name)
        #expect(try patchWithinASecond(token, app: app.token, until: "app.denied").status == 403)
        try apps("unblock", app.name)
        #expect(try patchWithinASecond(token, app: app.token, until: nil).status == 200)
    }

    @Test func anAppThatIsNotSuperIsToldSo() throws {
        let token = try GoncordClient(gateway: try sharedGateway()).token()
        let app = try addApp()
        let answer = try patchWithinASecond(token, app: app.token, until: "app.not_super")
        #expect(answer.status == 403)
        #expect(answer.errorCode == "app.not_super")
    }

    @Test func aMissingOrUnknownAppIsDenied() throws {
        let token = try GoncordClient(gateway: try sharedGateway()).token()
        for app in [nil, "", "unknown"] {
            let answer = try patch(token, app: app)
            #expect(answer.status == 403)
            #expect(answer.errorCode == "app.denied")
        }
    }

    @Test func theTokenIsCheckedBeforeTheApp() throws {
        #expect(try patch("nonsense", app: nil).errorCode == "token.invalid")
    }
}

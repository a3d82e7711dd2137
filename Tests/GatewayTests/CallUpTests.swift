import Foundation
import TestSupport
import Testing

/// CallUp as its document has it and as the shipped `gateway.json` serves it.
@Suite(.gateway(TestConfig(shippedAPIs: ["callup": [:]]))) struct CallUpTests {
    /// An app whose token the gateway knows.
    private struct KnownApp {
        let name: String
        let token: String
    }

    private static let denied = #"{"data":null,"errors":[{"message":"access denied"}]}"#

    @discardableResult
    private func command(_ arguments: String...) throws -> GatewayBinary.Outcome {
        let folder = try sharedGateway().folder.path
        let outcome = try GatewayBinary.run(arguments + ["--config", "\(folder)/gateway.json"], in: folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return outcome
    }

    /// Registers an app and waits until the running gateway has heard of it.
    private func addApp(_ options: String...) throws -> KnownApp {
        let app = KnownApp(name: "app-" + GoncordClient.freshLogin(), token: UUID().uuidString.lowercased())
        let folder = try sharedGateway().folder.path
        let arguments = ["apps", "add", app.name, "--api", "callup", "--token", app.token]
        let outcome = try GatewayBinary.run(
            arguments + options + ["--config", "\(folder)/gateway.json"], in: folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let known = try answers(until: 404) { try verify(UUID().uuidString, "0000", app.token) }
        #expect(known.status == 404)
        return app
    }

    /// Asks again until the status is the wanted one, at most so long as a change of the apps may take.
    private func answers(until status: Int, _ ask: () throws -> HTTPAnswer) throws -> HTTPAnswer {
        var answer = try ask()
        _ = try waitUntil {
            if answer.status != status { answer = try ask() }
            return answer.status == status
        }
        return answer
    }

    /// A phone that no other test uses.
    private func freshPhone() -> String { "7" + String(Int.random(in: 1_000_000_000...9_999_999_999)) }

    private func order(_ body: String, query: String = "", _ token: String?) throws -> HTTPAnswer {
        let field = token.map { "X-Application-Token: \($0)\r\n" } ?? ""
        return try sharedGateway().answer(to: GoncordClient.post("/v1/orders\(query)", body, fields: field))
    }

    private func verify(_ order: String, _ code: String, _ token: String?) throws -> HTTPAnswer {
        let field = token.map { "X-Application-Token: \($0)\r\n" } ?? ""
        return try sharedGateway().answer(
            to: "GET /v1/auth/\(order)/\(code) HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n")
    }

    private func data(_ answer: HTTPAnswer) throws -> [String: Any] {
        #expect(answer.status == 200, "\(answer)")
        return try #require(answer.json["data"] as? [String: Any])
    }

    private func orderID(_ answer: HTTPAnswer) throws -> String { try #require(try data(answer)["id"] as? String) }

    private func failure(_ messages: String...) -> String {
        let entries = messages.map { #"{"message":"\#($0)"}"# }.joined(separator: ",")
        return #"{"data":null,"errors":[\#(entries)]}"#
    }

    // MARK: The document's three schemes, and both of its verifications

    /// C2, C9, C10
    @Test func theStandardScheme() throws {
        let app = try addApp()
        let answer = try order(#"{"phone":"\#(freshPhone())"}"#, app.token)
        let id = try orderID(answer)
        let cid = #""cid":{"prefix":"7487260","mask":"7487260****"}"#
        #expect(answer.content == #"{"data":{"id":"\#(id)",\#(cid),"code":{"len":4}},"errors":null}"#)
    }

    /// C2, C9, C10, C19
    @Test func theSchemeThatReturnsTheCode() throws {
        let app = try addApp()
        let answer = try order(#"{"phone":"\#(freshPhone())"}"#, query: "?fields=code.value", app.token)
        let id = try orderID(answer)
        let code = try #require((try data(answer)["code"] as? [String: Any])?["value"] as? String)
        let cid = #""cid":{"prefix":"7487260","mask":"7487260****"}"#
        let value = #""code":{"len":4,"value":"\#(code)"}"#
        #expect(answer.content == #"{"data":{"id":"\#(id)",\#(cid),\#(value)},"errors":null}"#)
        #expect(try verify(id, code, app.token).content == #"{"data":{"success":true},"errors":null}"#)
    }

    /// C2, C9, C10, C19, C23, C25
    @Test func theSchemeWithTheAppsOwnCode() throws {
        let app = try addApp()
        let answer = try order(#"{"phone":"\#(freshPhone())","code":"0345"}"#, app.token)
        let id = try orderID(answer)
        let cid = #""cid":{"prefix":"7487260","mask":"7487260****"}"#
        let value = #""code":{"len":4,"value":"0345"}"#
        #expect(answer.content == #"{"data":{"id":"\#(id)",\#(cid),\#(value)},"errors":null}"#)
        let wrong = try verify(id, "0346", app.token)
        #expect(wrong.status == 422 && wrong.content == failure("order_code is wrong"))
        let right = try verify(id.uppercased(), "0345", app.token)
        #expect(right.status == 200 && right.content == #"{"data":{"success":true},"errors":null}"#)
        let again = try verify(id, "0345", app.token)
        #expect(again.status == 410 && again.content == failure("the order has been used"))
    }

    /// C19, C23
    @Test func headUsesTheOrderAsGetDoes() throws {
        let app = try addApp()
        let id = try orderID(try order(#"{"phone":"\#(freshPhone())","code":"0345"}"#, app.token))
        let head = "HEAD /v1/auth/\(id)/0345 HTTP/1.1\r\nHost: localhost\r\nX-Application-Token: \(app.token)\r\n\r\n"
        #expect(try sharedGateway().answer(to: head).status == 200)
        #expect(try verify(id, "0345", app.token).status == 410)
    }

    // MARK: Refusals

    /// C1
    @Test func withoutAKnownAppAccessIsDenied() throws {
        let app = try addApp()
        for token in [nil, "", "unknown", app.token.uppercased()] {
            for answer in [try order(#"{"phone":"\#(freshPhone())"}"#, token), try verify("x", "0000", token)] {
                #expect(answer.status == 403 && answer.content == Self.denied)
            }
        }
        try command("apps", "block", app.name)
        let blocked = try answers(until: 403) { try verify("x", "0000", app.token) }
        #expect(blocked.status == 403 && blocked.content == Self.denied)
        let line = try sharedGateway().logLine(of: blocked)
        #expect(line["app"] == app.name && line["detail"] == "app_blocked")
    }

    /// C1
    @Test func anExpiredAppIsDenied() throws {
        let end = Date().addingTimeInterval(6).ISO8601Format()
        let app = try addApp("--expires", end)
        let answer = try answers(until: 403) { try order("{}", app.token) }
        #expect(answer.status == 403 && answer.content == Self.denied)
        let line = try sharedGateway().logLine(of: answer)
        #expect(line["app"] == app.name && line["detail"] == "app_expired")
    }

    /// C2, C3
    @Test func eachBrokenRuleIsAnEntry() throws {
        let app = try addApp()
        let answer = try order(#"{"phone":"+7","code":"034"}"#, app.token)
        #expect(answer.status == 422)
        #expect(answer.content == failure("phone must be 11 digits", "code must be 4 digits"))
    }

    /// C13
    @Test func theFourthOrderIsToldWhenToComeAgain() throws {
        let app = try addApp()
        let body = #"{"phone":"\#(freshPhone())"}"#
        for _ in 0..<3 { #expect(try order(body, app.token).status == 200) }
        let answer = try order(body, app.token)
        #expect(answer.status == 429)
        #expect(answer.content == failure("too many orders for this phone, try again later"))
        let seconds = try #require(answer["Retry-After"].flatMap { Int($0) })
        #expect((500...600).contains(seconds))
    }

    /// C26
    @Test func aLockedOrderHasNoRetryAfter() throws {
        let app = try addApp()
        let id = try orderID(try order(#"{"phone":"\#(freshPhone())","code":"0345"}"#, app.token))
        for _ in 0..<5 { #expect(try verify(id, "0000", app.token).status == 422) }
        let answer = try verify(id, "0345", app.token)
        #expect(answer.status == 429 && answer["Retry-After"] == nil)
        #expect(answer.content == failure("too many wrong codes, make a new order"))
    }

    /// C22
    @Test func anotherAppDoesNotFindTheOrder() throws {
        let app = try addApp()
        let other = try addApp()
        let id = try orderID(try order(#"{"phone":"\#(freshPhone())","code":"0345"}"#, app.token))
        let answer = try verify(id, "0345", other.token)
        #expect(answer.status == 404 && answer.content == failure("there is no such order"))
        #expect(try verify(id, "0345", app.token).status == 200)
    }

    // MARK: What is left behind

    /// C17, C18
    @Test func theJournalHasTheCallWithoutItsNumber() throws {
        let app = try addApp()
        let phone = freshPhone()
        let id = try orderID(try order(#"{"phone":"\#(phone)","code":"0345"}"#, app.token))
        let list = ["outbox", "list", "--state", "delivered", "--json", "--limit", "1000"]
        for (options, number) in [([], "****"), (["--reveal"], "74872600345")] {
            let folder = try sharedGateway().folder.path
            let outcome = try GatewayBinary.run(
                list + options + ["--config", "\(folder)/gateway.json"], in: folder)
            let rows = try #require(try outcome.json() as? [[String: Any]])
            let bodies = rows.compactMap { $0["body"] as? [String: String] }.filter { $0["phone"] == phone }
            #expect(bodies == [["order_id": id, "phone": phone, "caller_number": number]])
        }
    }

    /// C18
    @Test func theCodeAndTheNumberAreInNoLog() throws {
        let app = try addApp()
        let body = #"{"phone":"\#(freshPhone())","code":"9173"}"#
        let made = try order(body, query: "?fields=code.value", app.token)
        let id = try orderID(made)
        let refused = try order(#"{"phone":"x","code":"9173x"}"#, app.token)
        let verified = [try verify(id, "9173x", app.token), try verify(id, "9173", app.token)]
        for answer in [made, refused] + verified {
            let line = try sharedGateway().logLine(of: answer)
            for key in ["path", "route", "error", "subject"] {
                #expect(line[key]?.replacing(id, with: "").contains("9173") != true, "\(line.text)")
            }
        }
        for answer in verified {
            #expect(try sharedGateway().logLine(of: answer)["path"] == "/v1/auth/\(id)/****")
        }
        let logs = try sharedGateway().folder.text("access.jsonl") + sharedGateway().errors
        #expect(!logs.contains("74872609173"))
        #expect(try !sharedGateway().errors.contains(/[^0-9a-f]9173[^0-9a-f]/))
    }
}

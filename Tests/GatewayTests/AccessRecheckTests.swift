import Foundation
import TestSupport
import Testing

/// Access that is withdrawn between a request's head and its body is withdrawn.
@Suite(.waiting) struct AccessRecheckTests {
    private static let app = "super-app-token"

    private let gateway: RunningGateway
    private let client: GoncordClient

    init() throws {
        gateway = try RunningGateway()
        client = GoncordClient(gateway: gateway)
        try apps("add", "admin", "--super", "--token", Self.app)
    }

    private func apps(_ arguments: String...) throws {
        let folder = gateway.folder.path
        let outcome = try GatewayBinary.run(["apps"] + arguments + ["--config", "\(folder)/gateway.json"], in: folder)
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
    }

    private func patch(_ token: String, _ name: String) -> String {
        let fields = "Authorization: Bearer \(token)\r\nX-App-Token: \(Self.app)\r\n"
        let request = GoncordClient.post("/api/v0/users", #"{"first_name":"\#(name)"}"#, fields: fields)
        return "PATCH" + request.dropFirst(4)
    }

    /// Sends all of a request but its last bytes.
    /// - Returns: what finishes it, and gives the answer.
    private func sendHalf(_ request: String) throws -> () throws -> HTTPAnswer {
        let connection = try gateway.sendAndBeRead(String(request.dropLast(5)))
        return {
            try connection.send(String(request.suffix(5)))
            return try connection.readAnswer()
        }
    }

    private func firstName(_ token: String) throws -> String? {
        let answer = try gateway.answer(to: GoncordClient.validation(token))
        try #require(answer.status == 200)
        return answer.json["first_name"] as? String
    }

    /// The app was added a moment ago, by another process.
    private func letInOnce(_ token: String) throws {
        try #require(gateway.answer(to: patch(token, "Before")).status == 200)
    }

    @Test func anAppThatIsBlockedWhileTheBodyComesIsRefused() throws {
        let token = try client.token()
        try letInOnce(token)
        let finish = try sendHalf(patch(token, "Late"))
        try apps("block", "admin")
        try eventually { try gateway.answer(to: patch(token, "Before")).status == 403 }
        let answer = try finish()
        #expect(answer.status == 403)
        #expect(answer.errorCode == "app.denied")
        #expect(try firstName(token) == "Before")
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aTokenThatIsRevokedWhileTheBodyComesIsRefused() throws {
        let login = GoncordClient.freshLogin()
        #expect(try gateway.answer(to: GoncordClient.registration(login)).status == 200)
        let tokens = try (0..<2).map { _ in
            try #require(gateway.answer(to: GoncordClient.authorization(login)).json["jwt"] as? String)
        }
        try letInOnce(tokens[0])
        let finish = try sendHalf(patch(tokens[0], "Late"))
        let revocation = GoncordClient.validation(tokens[0]).replacing(
            "GET /api/v0/tokens/validate", with: "DELETE /api/v0/tokens")
        #expect(try gateway.answer(to: revocation).status < 300)
        let answer = try finish()
        #expect(answer.status == 401)
        #expect(answer.errorCode == "token.invalid")
        #expect(try firstName(tokens[1]) == "Before")
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aBodyThatComesLateIsTakenWhenNothingChanged() throws {
        let token = try client.token()
        try letInOnce(token)
        #expect(try sendHalf(patch(token, "Late"))().status == 200)
        #expect(try firstName(token) == "Late")
        #expect(gateway.stop() == .exit(0))
    }
}

import Foundation
import TestSupport
import Testing

/// Commands beside a gateway that runs on the same data directory.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
struct CommandServedTests {
    private let served: ServedSite

    init() throws { served = try ServedSite(CommandSite()) }

    /// Asks until the status is the one wanted.
    private func waitForStatus(_ wanted: Int, _ token: String) throws -> Bool {
        try waitUntil { try served.status("POST", "/tokens", ["x-app-token: \(token)"], body: "{}") == wanted }
    }

    @Test func changesOfAppsTakeEffectWhileServing() throws {
        let site = served.site
        #expect(try served.status("POST", "/tokens", ["x-app-token: agreed-token"]) == 403)
        #expect(try site.run("apps", "add", "web", "--token", "agreed-token").exitCode == 0)
        #expect(try waitForStatus(422, "agreed-token"))
        #expect(try site.run("apps", "block", "web").exitCode == 0)
        #expect(try waitForStatus(403, "agreed-token"))
        #expect(try site.run("apps", "unblock", "web").exitCode == 0)
        #expect(try waitForStatus(422, "agreed-token"))
    }

    struct Asked: Sendable, CustomTestStringConvertible {
        let method: String
        let target: String
        var fields: [String] = []
        var body: String?

        var testDescription: String { "\(method) \(target) \(fields)" }
    }

    static let requests = [
        Asked(method: "GET", target: "/"),
        Asked(method: "GET", target: "/users"),
        Asked(method: "GETT", target: "/users"),
        Asked(method: "PUT", target: "/tokens"),
        Asked(method: "DELETE", target: "/tokens"),
        Asked(method: "TRACE", target: "/users"),
        Asked(method: "GET", target: "/tokens/validate"),
        Asked(method: "GET", target: "/tokens/validate/"),
        Asked(method: "GET", target: "/tokens/valid%61te"),
        Asked(method: "GET", target: "/tokens%2Fvalidate"),
        Asked(method: "GET", target: "/tokens/%zz"),
        Asked(method: "GET", target: "/tokens/validate", fields: ["Authorization: Basic x", "Cookie: jwt=abc"]),
        Asked(method: "GET", target: "/tokens/validate", fields: ["Expect: something"]),
        Asked(method: "GET", target: "/tokens/validate", fields: ["Authorization: Bearer x.y.z"]),
        Asked(method: "PATCH", target: "/users", fields: ["Cookie: jwt=abc"], body: "{}"),
        Asked(
            method: "PATCH", target: "/users", fields: ["Authorization: Bearer x", "x-app-token: nobody"], body: "{}"),
        Asked(method: "POST", target: "/tokens", fields: ["x-app-token: nobody"], body: "{}"),
        Asked(method: "POST", target: "/users", body: "{}"),
        Asked(method: "POST", target: "/users", body: "not json"),
        Asked(method: "POST", target: "/users", fields: ["Content-Length: 99999999"]),
    ]

    /// What `explain` says without serving is what a client gets.
    @Test func explanationsOfRefusalsAreTrue() throws {
        for asked in Self.requests {
            let words =
                ["explain", "--json", asked.method, asked.target] + asked.fields.flatMap { ["-H", $0] }
                + (asked.body.map { ["-d", $0] } ?? [])
            let outcome = try GatewayBinary.run(words, in: served.site.folder.path)
            let found = try #require(try outcome.json() as? [String: Any], "\(asked)")
            let status = try served.status(asked.method, asked.target, asked.fields, body: asked.body)
            #expect(found["status"] as? Int == status, "\(asked.testDescription)")
        }
    }

    /// Before and after it was revoked.
    @Test func aTokenIsVerifiedWithTheKeysOfTheDataDirectory() throws {
        let user = #"{"login": "ann", "password": "a-long-password", "email": "ann@example.org"}"#
        #expect(try served.status("POST", "/users", ["Content-Type: application/json"], body: user) == 200)
        #expect(try served.site.run("apps", "add", "web", "--token", "agreed-token").exitCode == 0)
        #expect(try waitForStatus(422, "agreed-token"))
        let token = try served.answer(
            "POST", "/tokens", ["Content-Type: application/json", "x-app-token: agreed-token"], body: user
        ).firstMatch(of: /"jwt":"([^"]+)"/).map { String($0.output.1) }
        let field = "Authorization: Bearer \(try #require(token))"
        let found = try served.site.run("explain", "GET", "/tokens/validate", "-H", field)
        #expect(found.exitCode == 0)
        #expect(
            found.output.contains("token     is valid\n") || found.output.contains(" is valid\n"), "\(found.output)")
        #expect(found.output.hasSuffix("validateToken of goncord would run\n"))
        let other = try served.site.run("explain", "GET", "/tokens/validate", "-H", field + "x")
        #expect(other.exitCode == 1 && other.output.contains("401 token.invalid"))
    }

    /// The second request of a connection, after one that was refused without content.
    @Test func aRefusedRequestLeavesItsConnectionInOrder() throws {
        for target in ["/", "/users", "/tokens/validate"] {
            let statuses = try served.statuses("GET", [target, "/nothing", target])
            #expect(statuses.count == 3 && statuses[1] == 404 && statuses[0] == statuses[2], "\(target)")
        }
    }
}

import Foundation
import TestSupport
import Testing

struct CommandExplainTests {
    private let site: CommandSite

    init() throws { site = try CommandSite() }

    @Test func aRequestThatWouldRunEndsWith0() throws {
        let outcome = try site.run("explain", "GET", "/tokens/validate", "-H", "Authorization: Bearer secret-token")
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.output.contains("GET /tokens/validate of API goncord  (gateway.json:11:9)\n"))
        #expect(outcome.output.contains("header:authorization is present, so cookie:jwt is not looked at"))
        #expect(!outcome.output.contains("secret-token"))
        #expect(outcome.output.hasSuffix("validateToken of goncord would run, if the token is valid\n"))
    }

    @Test func aRefusedRequestEndsWith1AndShowsItsAnswer() throws {
        let outcome = try site.run("explain", "GET", "/tokens/validat")
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("did you mean \"/tokens/validate\"?  (gateway.json:11:9)"))
        #expect(outcome.output.contains("\n    HTTP/1.1 404 Not Found\n"))
        #expect(outcome.output.contains("{\"error\":{\"code\":\"route.unknown\""))
    }

    @Test func programsReadTheSame() throws {
        let fine = try #require(site.run("explain", "POST", "/users", "--json").json() as? [String: Any])
        #expect(fine["accepted"] as? Bool == true)
        #expect((fine["route"] as? [String: Any])?["operation"] as? String == "registerUser")
        let outcome = try site.run("explain", "--json", "PUT", "/users")
        #expect(outcome.exitCode == 1)
        let refused = try #require(outcome.json() as? [String: Any])
        #expect(refused["error"] as? String == "method.not_allowed" && refused["status"] as? Int == 405)
        #expect((refused["answer"] as? String)?.lowercased().contains("allow: post, patch") == true)
    }

    @Test func aBodyIsCheckedAsTheOperationWouldReadIt() throws {
        let outcome = try site.run("explain", "POST", "/users", "-d", #"{"login": "x"}"#)
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("is refused: 422 input.invalid"))
        #expect(outcome.output.contains("password is required"))
    }

    @Test func theDepthOfABodyIsTheConfigs() throws {
        let config = CommandSite.config.replacing("\"apis\"", with: "\"limits\": { \"jsonDepth\": 2 },\n  \"apis\"")
        let site = try CommandSite(config: config)
        let outcome = try site.run("explain", "POST", "/users", "-d", #"{"a": [[]]}"#)
        #expect(outcome.output.contains("is refused: 400 body.malformed"))
    }

    @Test func anAppIsLookedUpInTheStore() throws {
        let before = try site.run("explain", "POST", "/tokens", "-H", "x-app-token: agreed-token")
        #expect(before.exitCode == 1)
        #expect(before.output.contains("has no gateway.sqlite") && !site.has("data"))
        #expect(try site.run("apps", "add", "web", "--token", "-", input: "agreed-token\n").exitCode == 0)
        let after = try site.run("explain", "POST", "/tokens", "-H", "x-app-token: agreed-token")
        #expect(after.exitCode == 0)
        #expect(after.output.contains("it is web's, an active app"))
        #expect(!after.output.contains("agreed-token"))
    }

    @Test func whatIsNoHeaderFieldIsWrongUsage() throws {
        let outcome = try site.run("explain", "GET", "/", "-H", "Authorization")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.errors == """
                gateway explain: "Authorization" is not a header field: write -H 'Name: value'
                see `gateway explain --help`

                """)
    }
}

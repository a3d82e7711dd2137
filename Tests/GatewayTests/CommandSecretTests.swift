import Foundation
import TestSupport
import Testing

/// Who only looks at a config needs none of its secrets.
struct CommandSecretTests {
    private let site: CommandSite
    private static let missing = "the environment variable GATEWAY_TEST_UNSET is not set"

    /// Secrets by the environment and by a file, a provider's header and authorities, a TLS key: none is there.
    init() throws {
        let provider = """
            { "url": "https://calls.example.com/", "headers": { "Authorization": { "env": "GATEWAY_TEST_UNSET" } },
              "caFile": "none.pem" }
            """
        let routes = #"[{ "method": "POST", "path": "/orders", "operation": "createOrder", "app": "known" }]"#
        let callup = """
            "callup": { "plugin": "callup", "app": { "header": "x-app" }, "settings": { "provider": \(provider) },
              "routes": \(routes) },
            """
        let settings = """
            "settings": { "signingKey": { "env": "GATEWAY_TEST_UNSET" }, "previousKey": { "file": "none.key" } },
            """
        let tls = #"{ "address": "127.0.0.1:0", "tls": { "certificate": "none.crt", "key": "none.key" } }"#
        site = try CommandSite(
            config: CommandSite.config.replacing(#""plugin": "goncord","#, with: #""plugin": "goncord", \#(settings)"#)
                .replacing(#"{ "address": "127.0.0.1:0" }"#, with: tls)
                .replacing(#""apis": {"#, with: "\"apis\": { \(callup)"))
    }

    @Test(arguments: [
        ["routes"], ["routes", "--json"], ["plugins"], ["plugins", "--json"], ["explain", "POST", "/users"],
        ["explain", "GET", "/tokens/validate", "-H", "Authorization: Bearer x"], ["outbox", "list"],
        ["outbox", "status"], ["apps", "list"], ["apps", "add", "web", "--api", "callup"],
    ])
    func aLookNeedsNoSecrets(arguments: [String]) throws {
        let outcome = try GatewayBinary.run(arguments, in: site.folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(!outcome.output.isEmpty && !outcome.errors.contains("GATEWAY_TEST_UNSET"))
    }

    @Test func explainSaysWhichSecretItWouldHaveNeeded() throws {
        let output = try site.run("explain", "GET", "/tokens/validate", "-H", "Authorization: Bearer x").output
        #expect(output.contains("whether it is valid could not be checked: \(Self.missing)"), "\(output)")
        #expect(output.hasSuffix("validateToken of goncord would run, if the token is valid\n"))
    }

    /// A secret that is there is used.
    @Test func explainResolvesWhatItCan() throws {
        let key = String(repeating: "k", count: 64)
        try key.write(toFile: "\(site.folder.path)/none.key", atomically: true, encoding: .utf8)
        let outcome = try GatewayBinary.run(
            ["explain", "GET", "/tokens/validate", "-H", "Authorization: Bearer x"], in: site.folder.path,
            environment: ["GATEWAY_TEST_UNSET": key + "x"])
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("is not one of goncord's") && outcome.output.contains("401 token.invalid"))
    }

    @Test(arguments: ["check", "serve"]) func whoServesNeedsThem(command: String) throws {
        let outcome = try site.run(command)
        #expect(outcome.exitCode == 1)
        for place in ["goncord.settings.signingKey", "callup.settings.provider.headers.Authorization"] {
            #expect(outcome.errors.contains("apis.\(place): \(Self.missing)\n"), "\(outcome.errors)")
        }
        for file in ["none.key", "none.pem", "none.crt"] { #expect(outcome.errors.contains("\(file) cannot be read")) }
        #expect(!site.has("data"))
    }
}

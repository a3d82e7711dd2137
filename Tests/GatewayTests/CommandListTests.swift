import Foundation
import TestSupport
import Testing

/// The commands that read the config or the program and change nothing.
struct CommandListTests {
    private let site: CommandSite

    init() throws { site = try CommandSite() }

    // MARK: check

    @Test func aFineConfigIsSaidToBe() throws {
        let config = CommandSite.config.replacingOccurrences(of: ", \"enabled\": false", with: "")
        let outcome = try CommandSite(config: config).run("check")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == "gateway.json is fine: 1 API, 5 routes, 1 listener\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test func strictTakesWarningsForErrors() throws {
        let outcome = try site.run("check", "--strict")
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasSuffix("gateway.json has 1 warning\n"))
        #expect(try site.run("check", "--strict", "--json").exitCode == 1)
        let fine = CommandSite.config.replacingOccurrences(of: ", \"enabled\": false", with: "")
        #expect(try CommandSite(config: fine).run("check", "--strict").exitCode == 0)
    }

    @Test func aConfigBeyondItsBoundIsToldWhatTheBoundIs() throws {
        let site = try CommandSite(config: CommandSite.config + String(repeating: " ", count: 4 << 20))
        let words = "gateway.json: is larger than 4 MiB, and no config may be\n"
        for command in ["check", "serve", "routes"] {
            let outcome = try site.run(command)
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.hasPrefix(words), "\(outcome.errors)")
        }
        #expect(try site.run("check", "--help").output.contains("4 MiB"))
    }

    @Test func warningsAreNoErrors() throws {
        let outcome = try site.run("check")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == "gateway.json is fine: 1 API, 5 routes, 1 listener; 1 warning\n")
        #expect(outcome.errors.contains("warning: apis.goncord: the operation \"revokeToken\" has no enabled route"))
    }

    @Test func allErrorsAreShownWithTheirPlaces() throws {
        let config = CommandSite.config.replacingOccurrences(of: "\"super\"", with: "\"supr\"")
            .replacingOccurrences(of: "\"registerUser\"", with: "\"registerUsr\"")
        let outcome = try CommandSite(config: config).run("check")
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.isEmpty)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count >= 3)
        #expect(lines[0].hasPrefix("gateway.json:9:") && lines[0].contains("did you mean \"registerUser\"?"))
        #expect(lines[1].hasPrefix("gateway.json:12:") && lines[1].contains("did you mean \"super\"?"))
        #expect(lines.last?.hasPrefix("gateway.json has 2 errors") == true)
    }

    @Test func checkMakesNothing() throws {
        _ = try site.run("check")
        #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder.path) == ["gateway.json"])
    }

    @Test func aKeyFileThatIsThereIsChecked() throws {
        let keys = try #require(FileManager.default.enumerator(atPath: served().folder.path))
            .compactMap { $0 as? String }.filter { $0.hasPrefix("data/goncord-") && $0.hasSuffix(".key") }
        let key = try #require(keys.first)
        let broken = try CommandSite()
        try FileManager.default.createDirectory(
            atPath: "\(broken.folder.path)/data", withIntermediateDirectories: true)
        let path = "\(broken.folder.path)/\(key)"
        let mode = [FileAttributeKey.posixPermissions: 0o600]
        #expect(FileManager.default.createFile(atPath: path, contents: Data("short".utf8), attributes: mode))
        let outcome = try broken.run("check")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("\(key.dropFirst(5)) must have "), "\(outcome.errors)")
        #expect(try broken.run("routes").exitCode == 0)
    }

    /// A site in which a gateway has made its keys.
    private func served() throws -> CommandSite { try ServedSite(site).site }

    @Test func theReportCanBeReadByPrograms() throws {
        let fine = try #require(site.run("check", "--json").json() as? [String: Any])
        #expect((fine["errors"] as? [Any])?.isEmpty == true && (fine["warnings"] as? [Any])?.count == 1)
        #expect((fine["warnings"] as? [[String: Any]])?.first?["id"] as? String == "operation.unused")
        let broken = try CommandSite(config: "{").run("check", "--json")
        #expect(broken.exitCode == 1 && broken.errors.isEmpty)
        let report = try #require(broken.json() as? [String: Any])
        #expect((report["errors"] as? [Any])?.count == 1)
    }

    // MARK: routes

    @Test func routesAreATable() throws {
        let outcome = try site.run("routes")
        #expect(outcome.exitCode == 0)
        let expected = """
            METHOD  PATH              API      OPERATION      TOKEN     APP    RATE LIMIT  ENVELOPE  STATE     LINE
            POST    /users            goncord  registerUser   none      none   none        plain     enabled   9
            POST    /tokens           goncord  issueToken     none      known  none        plain     enabled   10
            GET     /tokens/validate  goncord  validateToken  required  none   none        plain     enabled   11
            PATCH   /users            goncord  updateUser     required  super  none        plain     enabled   12
            DELETE  /tokens           goncord  revokeToken    required  none   none        plain     disabled  13

            """
        #expect(outcome.output == expected)
    }

    @Test func routesCanBeReadByPrograms() throws {
        let routes = try #require(site.run("routes", "--json").json() as? [[String: Any]])
        #expect(routes.count == 5)
        #expect(routes.map { $0["line"] as? Int } == [9, 10, 11, 12, 13])
        #expect(routes.last?["enabled"] as? Bool == false)
    }

    @Test func theLimitOfARouteIsItsOwnOrItsAPIs() throws {
        let limit = #""rateLimit": { "per": "address", "requests": 100, "seconds": 60 },"#
        let own = #""operation": "registerUser", "rateLimit": { "per": "address", "requests": 5, "seconds": 3600 } }"#
        let config = CommandSite.config.replacingOccurrences(
            of: "\"app\": { \"header\"", with: limit + "\"app\": { \"header\""
        )
        .replacingOccurrences(of: #""operation": "registerUser" }"#, with: own)
        .replacingOccurrences(of: #""app": "super" }"#, with: #""app": "super", "rateLimit": null }"#)
        let site = try CommandSite(config: config)
        let routes = try #require(site.run("routes", "--json").json() as? [[String: Any]])
        let requests = routes.map { ($0["rateLimit"] as? [String: Any])?["requests"] as? Int }
        #expect(requests == [5, 100, 100, nil, 100])
        #expect(try site.run("routes").output.contains("registerUser   none      none   5/3600s per address  plain"))
        let explained = try site.run("explain", "POST", "/tokens").output
        let words = "is 100/60s per address, all routes with the API's rate limit together  (gateway.json:7:"
        #expect(explained.contains(words))
    }

    // MARK: plugins, errors, schema, version

    @Test func pluginsSayWhatTheyCanDoAndWhoUsesThem() throws {
        let plugins = try #require(site.run("plugins", "--json").json() as? [[String: Any]])
        let goncord = try #require(plugins.first { $0["id"] as? String == "goncord" })
        #expect((goncord["apis"] as? [[String: Any]])?.first?["name"] as? String == "goncord")
        let operations = try #require(goncord["operations"] as? [[String: Any]])
        #expect(operations.count == 5)
        let input = try #require(operations[0]["input"] as? [String: Any])
        let body = try #require(input["body"] as? [[String: Any]])
        #expect(body.contains { $0["name"] as? String == "login" && $0["required"] as? Bool == true })
        let text = try site.run("plugins").output
        #expect(text.contains("    registerUser (writing after slow work)\n      body (JSON): login (string)"))
        #expect(text.contains("tokenLifetimeSeconds?"))
    }

    @Test func pluginsAreListedWithoutAConfigToo() throws {
        let outcome = try CommandSite(config: nil).run("plugins")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.contains("no API") && outcome.output.contains("validateToken (reading)"))
    }

    @Test func theCatalogueHasTheGatewaysErrorsAndThePlugins() throws {
        let errors = try #require(site.run("errors", "--json").json() as? [[String: Any]])
        let codes = errors.compactMap { $0["code"] as? String }
        #expect(Set(codes).count == codes.count)
        #expect(codes.contains("token.missing") && codes.contains("credentials.invalid"))
        #expect(try site.run("errors").output.contains("token.missing  401  gateway\n"))
    }

    @Test func oneErrorCanBeAskedFor() throws {
        #expect(try site.run("errors", "route.unknown").output.hasPrefix("route.unknown  404  gateway\n"))
        let outcome = try site.run("errors", "route.unkown")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors == "\"route.unkown\" is not an error code; did you mean \"route.unknown\"?\n")
    }

    @Test func theSchemaIsJSON() throws {
        let schema = try #require(site.run("schema").json() as? [String: Any])
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test func versionsAreShown() throws {
        let versions = try #require(site.run("version", "--json").json() as? [String: String])
        #expect(Set(versions.keys) == ["gateway", "swift", "openssl", "sqlite"])
        #expect(versions["openssl"]?.hasPrefix("3.") == true && versions["sqlite"]?.hasPrefix("3.") == true)
        #expect(try site.run("version").output == site.run("--version").output)
    }
}

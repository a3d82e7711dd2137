import Foundation
import TestSupport
import Testing

struct CommandAppsTests {
    private let site: CommandSite

    init() throws { site = try CommandSite() }

    private func apps() throws -> [[String: Any]] {
        try #require(site.run("apps", "list", "--json").json() as? [[String: Any]])
    }

    @Test func withoutAnyAppTheListIsEmptyAndNothingIsMade() throws {
        #expect(try apps().isEmpty)
        #expect(try site.run("apps", "list").output == "no apps\n")
        #expect(!site.has("data"))
    }

    @Test func theTokenAloneIsOnStandardOutput() throws {
        let outcome = try site.run("apps", "add", "web", "--api", "goncord")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.hasPrefix("gw_") && outcome.output.count == 47)
        #expect(
            outcome.errors == """
                web is added; it may call goncord
                this is its token; it is not shown again:

                """)
        #expect(try site.run("apps", "list").output.contains("web   active  goncord  1"))
    }

    @Test func optionsSayWhatAnAppMay() throws {
        _ = try site.run("apps", "add", "admin", "--super", "--expires=2999-01-31")
        let app = try #require(try apps().first)
        #expect(app["status"] as? String == "super")
        #expect(app["apis"] as? [String] == ["*"])
        #expect(app["expires"] as? String == "2999-01-31T00:00:00.000Z")
        #expect(app["lastUsed"] is NSNull)
    }

    @Test func anAppCanBeShutOutWhileTheConfigIsBroken() throws {
        #expect(try site.run("apps", "add", "web").exitCode == 0)
        try "{ broken".write(
            to: URL(fileURLWithPath: site.folder.path).appendingPathComponent("gateway.json"), atomically: true,
            encoding: .utf8)
        #expect(try site.run("apps", "block", "web").exitCode == 1)
        #expect(try site.run("apps", "block", "web", "--data-directory", "data").exitCode == 0)
        #expect(try site.run("apps", "list", "--data-directory", "data").output.contains("web   blocked"))
    }

    @Test func anAPIThatTheConfigLacksIsRefused() throws {
        let outcome = try site.run("apps", "add", "web", "--api", "goncrd")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors == "--api \"goncrd\" is not an API of the config; did you mean \"goncord\"?\n")
        #expect(!site.has("data"))
    }

    @Test func blockUnblockAndRemoveAreSaid() throws {
        _ = try site.run("apps", "add", "web")
        #expect(try site.run("apps", "block", "web").errors == "web is blocked\n")
        #expect(try apps().first?["status"] as? String == "blocked")
        #expect(try site.run("apps", "unblock", "web").exitCode == 0)
        #expect(try apps().first?["status"] as? String == "active")
        #expect(try site.run("apps", "remove", "web").exitCode == 0)
        #expect(try apps().isEmpty)
    }

    @Test(arguments: ["block", "unblock", "remove", "rotate"]) func anUnknownAppIsRefused(word: String) throws {
        let outcome = try site.run("apps", word, "nobody")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors == "there is no app named nobody\n")
        #expect(outcome.output.isEmpty)
    }

    @Test func aNameIsTakenOnce() throws {
        _ = try site.run("apps", "add", "web")
        let outcome = try site.run("apps", "add", "web")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors == "there is an app named web already\n")
    }

    @Test func aGivenTokenIsNotShown() throws {
        let outcome = try site.run("apps", "add", "web", "--token", "-", input: "agreed-token\n")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.isEmpty && !outcome.errors.contains("agreed-token"))
        let again = try site.run("apps", "add", "other", "--token", "agreed-token")
        #expect(again.exitCode == 1)
        #expect(again.errors == "another app has this token\n")
    }

    @Test func rotationKeepsTheOldTokenForAWhile() throws {
        _ = try site.run("apps", "add", "web")
        let outcome = try site.run("apps", "rotate", "web", "--keep-old-seconds", "60")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.hasPrefix("gw_"))
        #expect(outcome.errors.hasPrefix("web has a new token; what it had stays good for 60 seconds\n"))
        #expect((try apps().first?["tokens"] as? [Any])?.count == 2)
        let third = try site.run("apps", "rotate", "web")
        #expect(third.exitCode == 1)
        #expect(third.errors == "web has two live tokens: drop the old one with --drop-old\n")
        #expect(try site.run("apps", "rotate", "web", "--drop-old").exitCode == 0)
        #expect((try apps().first?["tokens"] as? [Any])?.count == 1)
    }

    @Test(arguments: [
        ["add", "a b"], ["add", "web", "--expires", "tomorrow"], ["add", "web", "--expires", "2999-02-29"],
        ["add", "web", "--expires", "2001-01-01"], ["add", "web", "--token", "short"],
        ["rotate", "web", "--keep-old-seconds", "0"], ["rotate", "web", "--keep-old-seconds", "x"],
        ["rotate", "web", "--drop-old", "--keep-old-seconds", "1"],
    ])
    func valuesOutOfRangeAreWrongUsage(arguments: [String]) throws {
        let outcome = try GatewayBinary.run(["apps"] + arguments, in: site.folder.path)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("gateway apps \(arguments[0]): "))
        #expect(!site.has("data"))
    }

    /// Only `add` makes something.
    @Test(arguments: [
        ["list"], ["list", "--json"], ["block", "shop"], ["unblock", "shop"], ["remove", "shop"], ["rotate", "shop"],
        ["rotate", "shop", "--drop-old"],
    ])
    func aMistypedDirectoryIsSaidToBeOne(arguments: [String]) throws {
        #expect(try site.run("apps", "add", "shop").exitCode == 0)
        for directory in ["dta", "."] {
            let outcome = try GatewayBinary.run(
                ["apps"] + arguments + ["--data-directory", directory], in: site.folder.path)
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors == "\(directory) has no gateway.sqlite: no app was ever added there\n")
            #expect(outcome.output.isEmpty)
        }
        #expect(!site.has("dta") && !site.has("gateway.sqlite"))
        // The config's own directory, before there are any apps.
        let fresh = try CommandSite()
        _ = try GatewayBinary.run(["apps"] + arguments, in: fresh.folder.path)
        #expect(!fresh.has("data"))
    }

    @Test func aDataDirectoryThatCannotBeMadeEndsWith3() throws {
        try "no directory".write(toFile: "\(site.folder.path)/data", atomically: true, encoding: .utf8)
        let outcome = try site.run("apps", "add", "web")
        #expect(outcome.exitCode == 3)
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
    }
}

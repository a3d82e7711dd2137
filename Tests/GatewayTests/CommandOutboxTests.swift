import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct CommandOutboxTests {
    private let site: CommandSite

    init() throws { site = try CommandSite() }

    /// Three rows as a plugin would leave them: delivered, dead, waiting.
    private func fill() throws {
        let folder = "\(site.folder.path)/data"
        try DataDirectory.prepare(folder)
        let path = DataDirectory.databasePath("goncord", in: folder)
        let database = try Store.openForWriting(
            path: path, schema: [], added: [OutboxSchema.schema], report: { _ in })
        for (state, finished) in [(2, "5000"), (3, "6000"), (1, "NULL")] {
            try database.run(
                """
                INSERT INTO outbox (channel, ordering_key, body, secret_keys, idempotency_key, state, attempts,
                    created_at, due_at, deadline_at, finished_at, last_error)
                VALUES ('calls', '79990001122', '{"phone":"79990001122","code":"4711"}', 'code', 'abc', \(state), 1,
                    1000, 2000, 3000, \(finished), 'answered 500')
                """)
        }
    }

    private func list(_ arguments: String...) throws -> [[String: Any]] {
        let outcome = try GatewayBinary.run(["outbox", "list", "--json"] + arguments, in: site.folder.path, input: "")
        return try #require(outcome.json() as? [[String: Any]])
    }

    @Test func withoutAnyDeliveryTheListIsEmptyAndNothingIsMade() throws {
        #expect(try site.run("outbox", "list").output == "no deliveries\n")
        #expect(try list().isEmpty)
        #expect(!site.has("data"))
    }

    @Test func theListHasWhatIsNotDelivered() throws {
        try fill()
        let output = try site.run("outbox", "list").output
        let rows = output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(rows.first == ["ID", "CHANNEL", "KEY", "STATE", "ATTEMPTS", "AGE", "DUE", "LAST", "ERROR"])
        let days = "\((Int(Date().timeIntervalSince1970) - 1) / 86_400)"
        #expect(
            rows.dropFirst().map { $0.map(String.init) } == [
                ["goncord/2", "calls", "79990001122", "dead", "1", days, "d", "-", "answered", "500"],
                ["goncord/3", "calls", "79990001122", "waiting", "1", days, "d", "now", "answered", "500"],
            ])
        #expect(try list("--state", "delivered").map { $0["id"] as? String } == ["goncord/1"])
        #expect(try list("--after", "goncord/2").map { $0["id"] as? String } == ["goncord/3"])
        #expect(try list("--limit", "1").count == 1)
        let hint = try site.run("outbox", "list", "--limit", "1").errors
        #expect(hint == "there may be more of goncord: go on with --after goncord/2\n")
    }

    @Test func oneKeysDeliveriesAreListedWhateverBecameOfThem() throws {
        try fill()
        #expect(try list("--key", "79990001122").map { $0["state"] as? String } == ["delivered", "dead", "waiting"])
        #expect(try list("--key", "79990001122", "--state", "dead").map { $0["id"] as? String } == ["goncord/2"])
        #expect(try list("--key", "7999000112").isEmpty)
    }

    @Test func theStatusCountsByChannel() throws {
        #expect(try site.run("outbox", "status").output == "no channels\n")
        try fill()
        let outcome = try site.run("outbox", "status", "--json")
        let channels = try #require(outcome.json() as? [[String: Any]])
        let channel = try #require(channels.first)
        #expect(channels.count == 1)
        #expect(channel["api"] as? String == "goncord" && channel["channel"] as? String == "calls")
        for (key, count) in ["waiting": 1, "ready": 1, "retrying": 1, "delivered": 1, "dead": 1] {
            #expect(channel[key] as? Int == count, "\(key)")
        }
        let oldest = try #require(channel["oldestSeconds"] as? Int)
        #expect(abs(oldest - Int(Date().timeIntervalSince1970)) < 600, "since 1970")
        #expect(channel["lastError"] as? String == "answered 500")
        let text = try site.run("outbox", "status").output
        #expect(text.hasPrefix("CHANNEL") && text.hasSuffix("\nlast error of goncord.calls: answered 500\n"))
    }

    @Test func secretsAreMaskedUnlessRevealed() throws {
        try fill()
        let masked = try #require(try list().first?["body"] as? [String: String])
        #expect(masked == ["phone": "79990001122", "code": "****"])
        let revealed = try #require(try list("--reveal").first?["body"] as? [String: String])
        #expect(revealed["code"] == "4711")
        #expect(try !site.run("outbox", "show", "goncord/2").output.contains("4711"))
        #expect(try site.run("outbox", "show", "goncord/2", "--reveal").output.contains("4711"))
    }

    @Test func aDeadLetterIsRetriedOrDropped() throws {
        try fill()
        #expect(try site.run("outbox", "retry", "goncord/2").errors == "1 delivery will be tried again\n")
        let first = try #require(try list().first)
        #expect(first["state"] as? String == "waiting")
        #expect(first["deadline"] is NSNull, "it has passed, and is lifted")
        #expect(try site.run("outbox", "drop", "goncord/2").exitCode == 0)
        #expect(try list().map { $0["id"] as? String } == ["goncord/3"])
        #expect(try site.run("outbox", "retry", "--dead").errors == "0 deliveries will be tried again\n")
    }

    @Test func anAPIThatIsSwitchedOffHasItsDeliveriesStill() throws {
        try fill()
        let config = CommandSite.config.replacing(
            "\"plugin\": \"goncord\"", with: "\"enabled\": false, \"plugin\": \"goncord\"")
        try config.write(toFile: "\(site.folder.path)/gateway.json", atomically: true, encoding: .utf8)
        #expect(try list("--api", "goncord").map { $0["id"] as? String } == ["goncord/2", "goncord/3"])
        let status = try site.run("outbox", "status").output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(status.count >= 2 && status[1].prefix(3) == ["goncord.calls", "-", "1"], "\(status)")
        #expect(try site.run("outbox", "drop", "goncord/3").exitCode == 0)
        #expect(try list().map { $0["id"] as? String } == ["goncord/2"])
    }

    @Test func aProgramReadsHowManyWereChanged() throws {
        try fill()
        for (arguments, count) in [(["retry", "--dead"], 1), (["drop", "goncord/3"], 1), (["drop", "--dead"], 0)] {
            let outcome = try GatewayBinary.run(
                ["outbox"] + arguments + ["--json"], in: site.folder.path, input: "")
            #expect(try outcome.json() as? [String: Int] == ["deliveries": count] && outcome.errors.isEmpty)
        }
        let plain = try site.run("outbox", "show", "goncord/2").output
        #expect(try site.run("outbox", "show", "goncord/2", "--json").output == plain)
    }

    @Test func whatCannotBeIsSaid() throws {
        try fill()
        let unknown = try site.run("outbox", "retry", "goncord/9")
        #expect(unknown.exitCode == 1 && unknown.errors == "there is no delivery goncord/9\n")
        #expect(try site.run("outbox", "retry", "goncord/1").errors == "goncord/1 is delivered already\n")
        #expect(try site.run("outbox", "show", "callup/1").exitCode == 1)
        #expect(try site.run("outbox", "show", "17").exitCode == 2)
        #expect(try site.run("outbox", "drop").exitCode == 2)
        #expect(try site.run("outbox", "drop", "goncord/1", "--dead").exitCode == 2)
        #expect(try site.run("outbox", "list", "--state", "late").exitCode == 2)
        #expect(try site.run("outbox", "list", "--limit", "0").exitCode == 2)
    }
}

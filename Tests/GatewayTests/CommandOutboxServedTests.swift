import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// Has the file of `goncord`, so that the program's commands find its deliveries.
private struct StandInPlugin: Plugin {
    struct Settings: Decodable, Sendable {
        let provider: ProviderSettings?
    }

    static let id: PluginID = "goncord"

    let calls: OutboxChannel

    init(settings: Settings, host: PluginHost) { calls = OutboxChannel("calls", provider: settings.provider) }

    var schema: [Migration] { [] }
    var channels: [OutboxChannel] { [calls] }
    static var operations: [Kit.Operation<StandInPlugin>] { [.writing("ring", ring)] }

    private func ring(_ input: NoInput, _ call: borrowing WriteCall) throws(APIError) -> Bool {
        try call.outbox.add(Delivery(to: calls, key: "79990001122", body: ["code": "4711"], secretKeys: ["code"]))
        return true
    }
}

/// `gateway outbox` as a process beside a gateway that serves from the same data directory, here in the test's own.
@Suite(.serialized, .waiting) final class CommandOutboxServedTests {
    private final class Answers: Sendable {
        let status = Lock(200)
    }

    private let site: CommandSite
    private let provider: ProviderDouble
    private let server: Server
    /// What the provider answers from now on.
    private let answers = Answers()

    init() throws {
        site = try CommandSite()
        provider = try ProviderDouble { [answers] _, _ in .status(answers.status.withLock { $0 }) }
        let config = """
            {"listeners": [{"address": "127.0.0.1:0"}], "dataDirectory": "data", "accessLog": {"path": "access.jsonl"},
             "apis": {"goncord": {"plugin": "goncord", "settings": {"provider": {"url": "\(provider.url)"}},
                "routes": [{"method": "POST", "path": "/rings", "operation": "ring"}]}}}
            """
        let loader = ConfigLoader(plugins: [LinkedPlugin(StandInPlugin.self)]) { _, _ in
            PluginHost { (_, count) throws(ConfigError) in [UInt8](repeating: 7, count: count) }
        }
        let outcome = loader.check(Array(config.utf8), name: "gateway.json", directory: site.folder.path)
        let log = try LogWriter(.file("\(site.folder.path)/error.jsonl"), name: "log")
        server = try Server(
            try #require(outcome.gateway, "\(outcome.report.text)"),
            directory: DataDirectory(path: "\(site.folder.path)/data"), errorLog: ErrorLog(log), errorLogWriter: log)
    }

    deinit {
        server.drain(isForced: { false })
        server.close()
        provider.stop()
    }

    private func ring() throws {
        let curl = Process()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        curl.arguments = ["-sf", "-m", "10", "-X", "POST", try #require(server.addresses.first) + "/rings"]
        curl.standardOutput = FileHandle.nullDevice
        try curl.run()
        curl.waitUntilExit()
        #expect(curl.terminationStatus == 0)
    }

    private func summary() throws -> [String: Any] {
        let outcome = try site.run("outbox", "status", "--json")
        return try #require(outcome.json() as? [[String: Any]]).first ?? [:]
    }

    @Test func aDeadLetterThatIsRetriedIsDeliveredByTheRunningGateway() throws {
        answers.status.withLock { $0 = 422 }
        try ring()
        #expect(try waitUntil { try summary()["dead"] as? Int == 1 })
        #expect(try summary()["lastError"] as? String == "refused with 422")
        let list = try site.run("outbox", "list", "--state", "dead").output
        #expect(list.contains("goncord/1") && list.contains("refused with 422"))
        #expect(try !site.run("outbox", "show", "goncord/1").output.contains("\"4711\""))

        answers.status.withLock { $0 = 200 }
        #expect(try site.run("outbox", "retry", "goncord/1").exitCode == 0)
        #expect(waitUntil { provider.answered.count == 1 })
        let keys = provider.requests.map { $0.field("Idempotency-Key") }
        #expect(keys.count == 2 && keys[0] == keys[1] && keys[0] != nil)
        #expect(try waitUntil { try summary()["delivered"] as? Int == 1 })
    }

    @Test func aDeliveryThatIsDroppedLetsTheNextOfItsKeyGo() throws {
        answers.status.withLock { $0 = 500 }
        try ring()
        try ring()
        #expect(try waitUntil { try summary()["retrying"] as? Int == 1 })
        #expect(try summary()["waiting"] as? Int == 2)
        #expect(try summary()["lastError"] as? String == "answered 500")
        #expect(try site.run("outbox", "drop", "goncord/1").exitCode == 0)
        answers.status.withLock { $0 = 200 }
        #expect(try waitUntil { try summary()["delivered"] as? Int == 1 })
        #expect(try summary()["waiting"] as? Int == 0)
        #expect(try site.run("outbox", "list", "--state", "delivered").output.contains("goncord/2"))
    }
}

import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

@Suite(.serialized) struct OutboxPluginTests {
    @Test func withoutAProviderTheRowIsDeliveredInTheOperationsOwnCommit() throws {
        let bench = try PluginBench(RingPlugin.self)
        try bench.call("ring", #"{"phone":"79990001122","code":"4711"}"#)
        #expect(try bench.column("SELECT state || ordering_key FROM outbox") == "279990001122")
        #expect(try bench.column("SELECT finished_at FROM outbox") == "\(bench.clock.now.milliseconds)")
        #expect(try bench.column("SELECT deadline_at FROM outbox") == "\(bench.clock.now.milliseconds + 300_000)")
    }

    @Test func withAProviderItWaitsAndOnlyTheFirstOfItsKeyIsReady() throws {
        let bench = try PluginBench(RingPlugin.self, settings: #"{"provider": {"url": "https://calls.example.com/"}}"#)
        for phone in ["1", "2", "1"] { try bench.call("ring", #"{"phone":"\#(phone)","code":"1"}"#) }
        let states = "SELECT group_concat(state, ',') FROM (SELECT state FROM outbox ORDER BY id)"
        #expect(try bench.column(states) == "1,1,0")
    }

    @Test func aPluginsOwnSchemaAndTheOutboxesDoNotGetInEachOthersWay() throws {
        let folder = ScratchDirectory()
        for _ in 0..<2 { _ = try PluginBench(RingPlugin.self, folder: folder) }
        let bench = try PluginBench(RingPlugin.self, folder: folder)
        #expect(try bench.column("PRAGMA user_version") == "1")
        #expect(try bench.column("SELECT count(*) FROM schema_migrations") == "1")
        #expect(try bench.column("SELECT max(number) FROM outbox_migrations") == "1")
    }

    @Test func aDeliveryBeyondTheLimitsIsRefusedAndNothingIsKept() throws {
        let bench = try PluginBench(RingPlugin.self)
        let key = String(repeating: "9", count: 257)
        #expect(throws: APIError.self) { try bench.call("ring", #"{"phone":"\#(key)","code":"1"}"#) }
        #expect(throws: APIError.self) { try bench.call("ring", #"{"phone":"","code":"1"}"#) }
        #expect(try bench.column("SELECT count(*) FROM orders") == "0")
        #expect(bench.reports.count == 2 && !bench.reports[0].contains(key.prefix(20)))
    }

    @Test func theGatewayDeliversWhatAClientWasAnswered() throws {
        let provider = try ProviderDouble()
        let folder = ScratchDirectory()
        let config = """
            {"listeners": [{"address": "127.0.0.1:0"}], "dataDirectory": "data", "accessLog": {"path": "access.jsonl"},
             "apis": {"ring": {"plugin": "ring", "settings": {"provider": {"url": "\(provider.url)"}},
                "routes": [{"method": "POST", "path": "/rings", "operation": "ring"}]}}}
            """
        let loader = ConfigLoader(plugins: [LinkedPlugin(RingPlugin.self)]) { _, _ in .bench }
        let outcome = loader.check(Array(config.utf8), name: "gateway.json", directory: folder.path)
        let gateway = try #require(outcome.gateway, "\(outcome.report.text)")
        let log = try LogWriter(.file("\(folder.path)/error.jsonl"), name: "log")
        let server = try Server(
            gateway, directory: DataDirectory(path: "\(folder.path)/data"), errorLog: ErrorLog(log),
            errorLogWriter: log)
        let address = try #require(server.addresses.first)
        #expect(try post(address + "/rings", #"{"phone":"79990001122","code":"4711"}"#).contains("isOrdered"))
        #expect(provider.eventually { !$0.answered.isEmpty })
        #expect(provider.answered.map(\.body) == [#"{"code":"4711","phone":"79990001122"}"#])
        server.drain(isForced: { false })
        server.close()
        provider.stop()
    }

    /// By Python, so that no client of our own stands on both sides.
    private func post(_ url: String, _ body: String) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script, url, body]
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    private static let script = """
        import sys, urllib.request
        request = urllib.request.Request(
            sys.argv[1], sys.argv[2].encode(), {"Content-Type": "application/json"}, method="POST")
        print(urllib.request.urlopen(request, timeout=10).read().decode())
        """
}

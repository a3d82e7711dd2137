@testable import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// How four loops take the clients of one port: by a socket that they share, or by one each.
struct PortSharingTests {
    private static let loopCount = 4

    /// A gateway with the gate plugin. Operations that are held up must be let go before it ends.
    private final class Site {
        let server: Server
        let port: UInt16
        private let folder = ScratchDirectory()
        private let errorLogWriter: LogWriter

        init(_ sharing: PortSharing?) throws {
            let text = """
                { "listeners": [{ "address": "127.0.0.1:0" }], "dataDirectory": "data", "accessLog": { "path": null },
                  "threads": { "eventLoops": \(PortSharingTests.loopCount), "cpuPool": 1 },
                  "apis": { "gate": { "plugin": "gate", "routes": \(GatePlugin.routes) } } }
                """
            let loader = ConfigLoader.make(plugins: [LinkedPlugin(GatePlugin.self)])
            let outcome = loader.check(Array(text.utf8), name: "gateway.json", directory: folder.path)
            errorLogWriter = try LogWriter(.file("\(folder.path)/error.jsonl"), name: "log")
            server = try Server(
                try #require(outcome.gateway, "\(outcome.report.text)"),
                directory: DataDirectory(path: "\(folder.path)/data"), errorLog: ErrorLog(errorLogWriter),
                errorLogWriter: errorLogWriter, sharing: sharing)
            port = try #require(server.addresses.first?.split(separator: ":").last.flatMap { UInt16($0) })
        }

        deinit {
            server.close()
            errorLogWriter.stop()
        }

        /// A new connection, and which loop has answered on it: ids that one loop gives begin alike.
        func client() throws -> (connection: RawConnection, loop: String) {
            let connection = try RawConnection(port: port)
            try connection.send("GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try connection.readAnswer()
            #expect(answer.status == 200)
            return (connection, String(try #require(answer["X-Request-Id"]).prefix(16)))
        }
    }

    @Test func fewLoopsShareASocket() {
        #expect(PortSharing(loopCount: 16) == .oneSocket)
        #expect(PortSharing(loopCount: 17) == .socketEach)
    }

    @Test func eachLoopHasItsTurnAtASharedSocket() throws {
        let site = try Site(.oneSocket)
        let clients = try (0..<40).map { _ in try site.client() }
        let counts = Dictionary(grouping: clients, by: \.loop).mapValues(\.count)
        #expect(counts.count == Self.loopCount)
        // Ten each, when no loop happens to be busy as its turn comes.
        #expect(counts.values.allSatisfy { $0 >= 5 }, "\(counts)")
    }

    @Test func nobodyWaitsForABusyLoopThatSharesItsSocket() throws {
        let site = try Site(.oneSocket)
        let gate = Gate.make()
        defer { gate.open() }
        let held = try RawConnection(port: site.port)
        try held.send("GET /busy/\(gate.name) HTTP/1.1\r\nHost: a\r\n\r\n")
        gate.waitForOperation()
        let clients = try (0..<20).map { _ in try site.client() }
        gate.open()
        let loop = try #require(try held.readAnswer()["X-Request-Id"]).prefix(16)
        #expect(!clients.contains { $0.loop == loop })
    }

    @Test(arguments: PortSharing.allCases) func allLoopsServeAndStopAlike(_ sharing: PortSharing) throws {
        let site = try Site(sharing)
        var clients = try (0..<40).map { _ in try site.client() }
        #expect(Set(clients.map(\.loop)).count > 1)
        let held = clients.removeLast().connection
        let gate = Gate.make()
        defer { gate.open() }
        try held.send("GET /held/\(gate.name) HTTP/1.1\r\nHost: a\r\n\r\n")
        gate.waitForOperation()
        var status: Int?
        site.server.drain {
            // Asked for as long as the operation is held up.
            guard status == nil, (try? RawConnection(port: site.port)) == nil else { return false }
            for client in clients { #expect((try? client.connection.readToEnd(seconds: 20))?.isEmpty == true) }
            // A client that has gone is not waited for.
            clients = []
            gate.open()
            status = (try? held.readAnswer())?.status ?? 0
            held.reset()
            return false
        }
        #expect(status == 200)
    }
}

import Foundation
import Kit
import Synchronization
import System
import TestSupport
import Testing

/// What was acknowledged is there after the worst of ends.
@Suite(.waiting) struct DurabilityTests {
    /// Clients that register users one after the other until the gateway is gone.
    private final class Storm: Sendable {
        private let count = Atomic<Int>(0)
        private let hasMore = Signal()

        /// - Returns: the logins that were acknowledged.
        func register(on port: UInt16) -> [String] {
            var acknowledged: [String] = []
            guard let connection = try? RawConnection(port: port) else { return [] }
            while true {
                let login = GoncordClient.freshLogin()
                guard (try? connection.send(GoncordClient.registration(login))) != nil,
                    let answer = try? connection.readAnswer(), answer.status == 200
                else { return acknowledged }
                acknowledged.append(login)
                count.add(1, ordering: .relaxed)
                hasMore.notify()
            }
        }

        func waitForAcknowledgements(_ number: Int) {
            while count.load(ordering: .relaxed) < number { hasMore.wait() }
        }
    }

    @Test(.timeLimit(.minutes(1))) func everyAcknowledgedUserOutlivesAKilledProcess() throws {
        let folder = ScratchDirectory()
        var acknowledged: [String] = []
        for round in 1...6 {
            let gateway = try RunningGateway(in: folder)
            let storm = Storm()
            let logins = inParallel(5) { (number) -> [String] in
                guard number == 0 else { return storm.register(on: gateway.ports[0]) }
                storm.waitForAcknowledgements(round * 11)
                gateway.process.kill()
                return []
            }
            acknowledged += logins.joined()
        }
        #expect(acknowledged.count > 200)
        let gateway = try RunningGateway(in: folder)
        let connection = try gateway.connect()
        for login in acknowledged {
            try connection.send(GoncordClient.authorization(login))
            #expect(try connection.readAnswer().status == 200)
        }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aTokenAndItsRevocationOutliveARestart() throws {
        let folder = ScratchDirectory()
        let first = try RunningGateway(in: folder)
        let tokens = try (0..<2).map { _ in try GoncordClient(gateway: first).token() }
        let out = GoncordClient.validation(tokens[0])
            .replacingOccurrences(of: "GET /api/v0/tokens/validate", with: "DELETE /api/v0/tokens")
        #expect(try first.answer(to: out).status == 200)
        first.process.kill()
        let second = try RunningGateway(in: folder)
        #expect(try second.answer(to: GoncordClient.validation(tokens[0])).status == 401)
        #expect(try second.answer(to: GoncordClient.validation(tokens[1])).status == 200)
        #expect(second.stop() == .exit(0))
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func aFullDiskRefusesWritesUntilThereIsRoom() throws {
        let disk = try #require(SmallDisk())
        var config = TestConfig()
        config.dataDirectory = disk.folder.path + "/data"
        let gateway = try RunningGateway(config)
        let before = GoncordClient.freshLogin()
        #expect(try gateway.answer(to: GoncordClient.registration(before)).status == 200)
        let token = try GoncordClient(gateway: gateway).token()
        try disk.fill()
        let connection = try gateway.connect()
        var refused: HTTPAnswer?
        var acknowledged: [String] = []
        // The write-ahead log has room left from before.
        for _ in 0..<2000 where refused == nil {
            let login = GoncordClient.freshLogin()
            try connection.send(GoncordClient.registration(login))
            let answer = try connection.readAnswer()
            if answer.status == 200 { acknowledged.append(login) } else { refused = answer }
        }
        let answer = try #require(refused)
        #expect(answer.status == 503)
        #expect(answer.errorCode == "store.unavailable")
        #expect(answer["Retry-After"] != nil)
        #expect(try gateway.answer(to: GoncordClient.validation(token)).status == 200)
        try disk.clear()
        let after = GoncordClient.freshLogin()
        try eventually { try gateway.answer(to: GoncordClient.registration(after)).status == 200 }
        for login in [before, after] + acknowledged {
            #expect(try gateway.answer(to: GoncordClient.authorization(login)).status == 200)
        }
        #expect(gateway.stop() == .exit(0))
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func aFullDiskCostsLogLinesThatAreCountedAndNoAnswer() throws {
        let disk = try #require(SmallDisk())
        var config = TestConfig(threads: ["eventLoops": 1])
        config.accessLog = disk.folder.path + "/access.jsonl"
        let gateway = try RunningGateway(config)
        let connection = try gateway.connect()
        func ask(_ count: Int) throws {
            for number in 0..<count {
                try connection.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.readAnswer().status == 404)
            }
        }
        try ask(10)
        // A page that is begun takes a part of the next batch.
        try eventually { RunningGateway.completeLines(disk.folder.text("access.jsonl")).count == 10 }
        try disk.fill()
        try ask(300)
        try eventually { gateway.errors.contains("access_log.lost") }
        try disk.clear()
        try ask(10)
        try eventually { gateway.errors.contains("access_log.resumed") }
        #expect(gateway.stop() == .exit(0))
        let texts = RunningGateway.completeLines(disk.folder.text("access.jsonl"))
        let lines = texts.compactMap { LogLine($0) }
        #expect(lines.count == texts.count, "a line is cut off")
        let dropped = lines.filter { $0["event"] == "log.dropped" }.compactMap { $0.number("lines") }.reduce(0, +)
        #expect(dropped > 0)
        #expect(lines.count { $0["request_id"] != nil } + dropped == 320)
    }

    @Test func aDamagedRowIsToldWithItsOperation() throws {
        let gateway = try RunningGateway()
        let login = GoncordClient.freshLogin()
        #expect(try gateway.answer(to: GoncordClient.registration(login)).status == 200)
        let path = gateway.folder.path + "/data/goncord.sqlite"
        let other = try Database(path: path, mode: .readWrite) { Issue.record("\($0)") }
        try other.execute(SQL("UPDATE users SET password_hash = 'x'"))
        let answer = try gateway.answer(to: GoncordClient.authorization(login))
        #expect(answer.status == 500)
        #expect(try gateway.logLine(of: answer)["detail"] == "store_damaged")
        try eventually { gateway.errors.contains("internal error: store_damaged in goncord.issueToken") }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func aStoreThatSomebodyElseHasLockedRefusesWritesAndGoesOnReading() throws {
        let gateway = try RunningGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let path = gateway.folder.path + "/data/goncord.sqlite"
        let other = try Database(path: path, mode: .readWrite) { Issue.record("\($0)") }
        try other.execute(SQL("BEGIN IMMEDIATE"))
        let writing = try gateway.connect()
        try writing.send(GoncordClient.registration(GoncordClient.freshLogin()))
        // The writer waits; the loops do not.
        #expect(try gateway.answer(to: GoncordClient.validation(token)).status == 200)
        let answer = try writing.readAnswer()
        #expect(answer.status == 503)
        #expect(answer.errorCode == "store.unavailable")
        #expect(answer["Retry-After"] != nil)
        try other.execute(SQL("ROLLBACK"))
        try writing.send(GoncordClient.registration(GoncordClient.freshLogin()))
        #expect(try writing.readAnswer().status == 200)
        #expect(gateway.stop() == .exit(0))
    }
}

@testable import Core
import Foundation
import System
import TestSupport
import Testing

/// One bound for all that is held for clients: `limits.bufferBytes`.
struct BufferBudgetTests {
    @Test func aBodySetsRoomAsideOrIsRefused() {
        let budget = BufferBudget(limitBytes: 1_000_000)
        var first = budget.reserve(900_000)
        #expect(first?.byteCount == 900_000)
        #expect(budget.reserve(100_001) == nil)
        #expect(budget.usedBytes == 900_000, "what was refused takes nothing")
        let second = budget.reserve(100_000)
        #expect(second != nil && budget.reserve(1) == nil)
        first = nil
        #expect(budget.usedBytes == 100_000)
        withExtendedLifetime(second) {}
    }

    @Test func whatConnectionsHoldLeavesLessForBodies() {
        let budget = BufferBudget(limitBytes: 1_000_000)
        budget.add(750_000)
        #expect(!budget.isScarce && budget.excessBytes == 0)
        budget.add(250_000)
        #expect(budget.isScarce && budget.excessBytes == 0 && budget.reserve(1) == nil)
        budget.add(1)
        #expect(budget.excessBytes == 125_001, "an eighth is made free, so that not every byte ends somebody")
    }
}

/// What one loop counts of it.
struct BufferAccountTests {
    private final class Count { var value = 0 }

    private let budget = BufferBudget(limitBytes: 1 << 28)
    private let returns = Count()
    private let loop: Loop
    private let account: BufferAccount
    private let folder = ScratchDirectory()

    init() throws {
        loop = try Loop(mailbox: try Mailbox(), clock: ManualClock())
        let log = ErrorLog(try LogWriter(.file("\(folder.path)/error.jsonl"), name: "log"))
        account = BufferAccount(on: loop, budget, log: log) { [returns] in returns.value += 1 }
        account.start()
    }

    private func change(from old: Int, to new: Int) {
        account.note(from: HeldBytes(allocated: old), to: HeldBytes(allocated: new))
    }

    @Test func theBudgetIsToldInSteps() {
        change(from: 0, to: budget.stepBytes - 1)
        #expect(budget.usedBytes == 0)
        change(from: 0, to: 1)
        #expect(budget.usedBytes == budget.stepBytes)
        change(from: budget.stepBytes, to: 0)
        #expect(budget.usedBytes == 0)
    }

    @Test func memoryGoesBackWhenTheLoadHasGone() {
        change(from: 0, to: 32 << 20)
        #expect(account.deadlineNanoseconds == .max)
        change(from: 32 << 20, to: 1 << 20)
        #expect(account.deadlineNanoseconds == loop.nowNanoseconds + 5_000_000_000)
        account.deadlinePassed()
        #expect(returns.value == 1 && account.deadlineNanoseconds == .max)
        change(from: 1 << 20, to: 0)
        #expect(account.deadlineNanoseconds == .max, "the rest is not worth the time")
    }

    @Test func memoryOfConnectionsAndOfBodiesGoesBackToo() {
        for _ in 0..<1000 { account.connectionCame() }
        account.note(from: HeldBytes(), to: HeldBytes(setAside: 32 << 20))
        for _ in 0..<1000 { account.connectionLeft() }
        #expect(account.deadlineNanoseconds == .max)
        account.note(from: HeldBytes(setAside: 32 << 20), to: HeldBytes())
        account.connectionCame()
        account.connectionLeft()
        #expect(account.deadlineNanoseconds < .max)
    }

    @Test func aLoadThatComesBackKeepsItsMemory() {
        change(from: 0, to: 32 << 20)
        change(from: 32 << 20, to: 0)
        change(from: 0, to: 20 << 20)
        account.deadlinePassed()
        #expect(returns.value == 0)
    }
}

/// What clients feel of it.
@Suite(.timeLimit(.minutes(1))) struct FullBufferTests {
    @Test func whoHoldsMostIsEndedAndNobodyElse() throws {
        let site = try ConnectionSite(bufferBytes: 24 << 20)
        let modest = try site.connect(receiveBufferBytes: 4096)
        try modest.send(request("GET /long/8000000"))
        // It is being sent.
        #expect(modest.receive() != nil)
        let greedy = try site.connect(receiveBufferBytes: 4096)
        try greedy.send(request("GET /long/40000000"))
        site.waitForConnections(1)
        let neighbour = try site.connect()
        try neighbour.send(request("GET /echo/a"))
        #expect(try neighbour.readAnswer().content == "\"a\"")
        #expect(try modest.readToEnd(until: 8_000_000))
    }

    @Test func whoSendsAndIsToBeEndedIsToldSo() throws {
        let site = try ConnectionSite(connections: 200, bufferBytes: 1 << 20)
        let field = "X: \(String(repeating: "x", count: 7000))\r\n"
        let clients = try (0..<100).map { _ in try site.connect() }
        for client in clients {
            try client.send(request("GET /echo/a") + "GET /echo/a HTTP/1.1\r\nHost: a\r\n\(field)\(field)")
            // They came in one piece: what there is of the second has been read too.
            #expect(try client.readAnswer().status == 200)
        }
        for client in clients { try client.send("\r\n") }
        let answers = try clients.map { try $0.readAnswer() }
        #expect(Set(answers.map(\.status)) == [200, 503])
        for answer in answers where answer.status == 503 {
            #expect(answer.errorCode == "gateway.overloaded" && answer["Connection"] == "close")
        }
    }
}

extension RawConnection {
    /// Reads that much more, at least.
    fileprivate func readToEnd(until byteCount: Int) throws -> Bool {
        var count = 0
        while count < byteCount - 70_000, let bytes = receive() { count += bytes.count }
        return count >= byteCount - 70_000
    }
}

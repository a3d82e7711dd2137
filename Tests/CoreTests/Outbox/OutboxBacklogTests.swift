import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// Prints its figures. Not part of a normal run: `OUTBOX_BACKLOG=100000 swift test -c release --filter Backlog`.
struct OutboxBacklogTests {
    private static let count = Int(ProcessInfo.processInfo.environment["OUTBOX_BACKLOG"] ?? "") ?? 0

    @Test(.enabled(if: count > 0)) func aBacklogTakesNoMemoryAndIsDrainedQuickly() throws {
        let provider = try ProviderDouble(isDown: true)
        let site = try OutboxSite(provider.url, inFlight: 16, realTime: true)
        site.add()
        let before = Self.residentKilobytes
        let begin = Date()
        for start in stride(from: 0, to: Self.count, by: 1000) { site.add(1000, first: start) }
        print("added \(Self.count) rows in \(Date().timeIntervalSince(begin)) s")
        try site.eventually { try site.attemptCount() >= 5 }
        usleep(3_000_000)
        let cpu = Self.processorSeconds
        usleep(10_000_000)
        print("resident: \(before) KiB before, \(Self.residentKilobytes) KiB with the backlog")
        print("processor time of 10 s with a dead provider: \((Self.processorSeconds - cpu) * 1000) ms")
        provider.comeUp()
        #expect(provider.eventually { !$0.requests.isEmpty })
        let start = Date()
        while try site.count(state: 2) <= Self.count { usleep(100_000) }
        let seconds = Date().timeIntervalSince(start)
        print("drained in \(seconds) s: \(Double(Self.count) / seconds) a second; \(Self.residentKilobytes) KiB")
        provider.stop()
        let idle = Self.processorSeconds
        usleep(10_000_000)
        print("processor time of 10 s with an empty outbox: \((Self.processorSeconds - idle) * 1000) ms")
    }

    private static var residentKilobytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }

    private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

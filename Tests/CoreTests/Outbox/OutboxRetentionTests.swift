import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct OutboxRetentionTests {
    /// A file with finished rows of that state, finished so many seconds ago.
    private func folder(_ rows: [(state: Int, secondsAgo: Int64, count: Int)]) throws -> ScratchDirectory {
        let folder = ScratchDirectory()
        let database = try Store.openForWriting(
            path: folder.path + "/test.sqlite", schema: [], added: [OutboxSchema.schema], report: { print($0) })
        for row in rows {
            let finished = ManualClock().now.milliseconds - row.secondsAgo * 1000
            try database.run(
                """
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(row.count))
                INSERT INTO outbox (channel, ordering_key, body, secret_keys, idempotency_key, state, created_at,
                    due_at, finished_at)
                SELECT 'calls', 'k' || n, '{}', '', 'abc', \(row.state), 1000, 1000, \(finished) FROM numbers
                """)
        }
        return folder
    }

    @Test func deliveredRowsAndDeadLettersAreKeptForTheirOwnTimes() throws {
        let folder = try folder([(2, 30, 3), (2, 90, 4), (3, 90, 5), (3, 150, 6)])
        let site = try OutboxSite(
            nil, retention: OutboxRetention(deliveredSeconds: 60, deadSeconds: 120), folder: folder)
        #expect(try site.eventually { try site.count(state: 2) == 3 && site.count(state: 3) == 5 })
        // Once a minute it is looked again.
        site.pass(seconds: 25)
        #expect(try site.count(state: 2) == 3 && site.count(state: 3) == 5)
        #expect(try site.pass(atMostSeconds: 40) { try site.count(state: 2) == 0 && site.count(state: 3) == 0 })
    }

    /// Much more than a write removes, and not at 500 rows a minute.
    @Test func aLargeRemainderIsRemovedInManyWritesOneAfterTheOther() throws {
        let folder = try folder([(2, 90, 7000), (3, 150, 2200)])
        let site = try OutboxSite(
            nil, retention: OutboxRetention(deliveredSeconds: 60, deadSeconds: 120), folder: folder)
        #expect(try site.eventually { try site.count(state: 2) == 0 && site.count(state: 3) == 0 })
    }

    /// The write that keeps outcomes and the one that removes are the same, so that neither waits for a quiet moment.
    @Test func oldRowsAreRemovedWhileDeliveriesAreMade() throws {
        let provider = try ProviderDouble()
        let folder = try folder([(2, 90, 3000)])
        let site = try OutboxSite(
            provider.url, retention: OutboxRetention(deliveredSeconds: 60, deadSeconds: 120), folder: folder)
        for first in stride(from: 0, to: 2000, by: 100) { site.add(100, first: first) }
        let old = "SELECT count(*) FROM outbox WHERE created_at = 1000"
        #expect(try site.eventually { try site.column(old) == "0" })
        #expect(try site.eventually { try site.count(state: 2) == 2000 })
        provider.stop()
    }
}

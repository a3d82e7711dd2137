import Core
import Kit
import System
import TestSupport
import Testing

struct StoreWriterTests {
    private let unavailable = APIError(.storeUnavailable, retryAfterSeconds: 1)

    @Test func jobsOfABatchRunInOrderAndAnswerInOrder() throws {
        let fixture = try StoreFixture()
        let order = Lock<[Int]>([])
        let done = Signal()
        let release = fixture.holdWriter()
        for number in 0..<100 {
            let job = WriteJob(
                body: { (store) throws(APIError) in
                    try store.execute(StoreFixture.insertBody, "\(number)", "x")
                    return []
                },
                completion: { _ in
                    let count = order.withLock {
                        $0.append(number)
                        return $0.count
                    }
                    if count == 100 { done.notify() }
                })
            #expect(fixture.store.submit(job))
        }
        release()
        done.wait()
        #expect(order.withLock { $0 } == Array(0..<100))
        #expect(try fixture.names() == (0..<100).map { "\($0)" })
    }

    @Test func waitingJobsShareOneCommit() throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        let release = fixture.holdWriter()
        let early = try fixture.store.makeReader()
        let seen = Lock<[Int64]>([])
        let done = Signal()
        for number in 0..<50 {
            let job = WriteJob(
                body: { (store) throws(APIError) in
                    try store.execute(StoreFixture.insertBody, "\(number)", "x")
                    return []
                },
                completion: { _ in
                    // On the writer thread: what another connection sees at the first answer is the whole batch.
                    let reader = try? store.makeReader()
                    let count = try? reader?.store().first(StoreFixture.count) { $0.int64(0) }
                    let answers = seen.withLock {
                        $0.append(count ?? -1)
                        return $0.count
                    }
                    if answers == 50 { done.notify() }
                })
            #expect(fixture.store.submit(job))
        }
        #expect(try early.store().first(StoreFixture.count) { $0.int64(0) } == 0)
        release()
        done.wait()
        #expect(seen.withLock { $0 } == [Int64](repeating: 50, count: 50))
    }

    @Test func aJobThatFailsUndoesItsOwnWritesAndNoOthers() throws {
        let fixture = try StoreFixture()
        let release = fixture.holdWriter()
        let answers = (0..<5).map { _ in Answer() }
        for (number, answer) in answers.enumerated() {
            let job = WriteJob(
                body: { (store) throws(APIError) in
                    try store.execute(StoreFixture.insertBody, "\(number)", "x")
                    if number == 2 { throw APIError(.tokenInvalid) }
                    if number == 3 { throw APIError(.appDenied).keepingWrites }
                    return [UInt8(number)]
                }, completion: answer.set)
            #expect(fixture.store.submit(job))
        }
        release()
        #expect(answers[0].wait() == .success([0]))
        #expect(answers[1].wait() == .success([1]))
        #expect(answers[2].wait() == .failure(APIError(.tokenInvalid)))
        #expect(answers[3].wait() == .failure(APIError(.appDenied).keepingWrites))
        #expect(answers[4].wait() == .success([4]))
        #expect(try fixture.names() == ["0", "1", "3", "4"])
    }

    @Test func aJobThatBreaksAConstraintIsAloneInFailing() throws {
        let fixture = try StoreFixture()
        let release = fixture.holdWriter()
        let answers = (0..<3).map { _ in Answer() }
        for (answer, name) in zip(answers, ["same", "same", "other"]) {
            let job = WriteJob(
                body: { (store) throws(APIError) in
                    try store.execute(StoreFixture.insertBody, name, "x")
                    return []
                }, completion: answer.set)
            #expect(fixture.store.submit(job))
        }
        release()
        #expect(answers.map { $0.wait() } == [.success([]), .failure(APIError(.internalError)), .success([])])
        #expect(try fixture.names() == ["same", "other"])
    }

    @Test func aWriteOfTheGatewaysOwnAnswersWithItsOwnTypeAndHearsWhatSQLiteSaid() throws {
        let fixture = try StoreFixture()
        let answers = Lock<[Result<Int64?, DatabaseError>]>([])
        for _ in 0..<2 {
            let done = Signal()
            let job = WriteJob(
                body: { (store) throws(DatabaseError) in
                    try store.database.first(StoreFixture.insert, "same") { $0.int64(0) }
                },
                completion: { (result: Result<Int64?, DatabaseError>) in
                    answers.withLock { $0.append(result) }
                    done.notify()
                })
            #expect(fixture.store.submit(job))
            done.wait()
        }
        let found = answers.withLock { $0 }
        #expect(try found[0].get() == 1)
        #expect { try found[1].get() } throws: { ($0 as? DatabaseError)?.kind == .constraint }
        #expect(fixture.reports.count == 1)
    }

    @Test func aFullQueueRefusesAndServesAgainLater() throws {
        var limits = StoreLimits()
        limits.queuedJobs = 3
        let fixture = try StoreFixture(limits: limits)
        let release = fixture.holdWriter()
        let answers = (0..<3).map { _ in Answer() }
        for (number, answer) in answers.enumerated() {
            let job = WriteJob(body: { (_) throws(APIError) in [UInt8(number)] }, completion: answer.set)
            #expect(fixture.store.submit(job))
        }
        #expect(fixture.store.queuedJobCount == 3)
        #expect(fixture.insert("refused") == nil)
        release()
        #expect(answers.map { $0.wait() } == [.success([0]), .success([1]), .success([2])])
        #expect(fixture.insert("taken") == .success(Array("taken".utf8)))
        #expect(try fixture.names() == ["taken"])
    }

    @Test func moreJobsThanACommitTakesAreAllDone() throws {
        var limits = StoreLimits()
        limits.jobsPerCommit = 7
        let fixture = try StoreFixture(limits: limits)
        let release = fixture.holdWriter()
        let answers = (0..<50).map { _ in Answer() }
        for (number, answer) in answers.enumerated() {
            let job = WriteJob(
                body: { (store) throws(APIError) in
                    try store.execute(StoreFixture.insertBody, "\(number)", "x")
                    return [UInt8(number)]
                }, completion: answer.set)
            #expect(fixture.store.submit(job))
        }
        release()
        #expect(answers.map { $0.wait() } == (0..<50).map { .success([UInt8($0)]) })
        #expect(try fixture.names().count == 50)
    }

    @Test func stoppingFinishesWhatWaitsAndRefusesTheRest() throws {
        let fixture = try StoreFixture()
        let release = fixture.holdWriter()
        let answer = Answer()
        let job = WriteJob(
            body: { (store) throws(APIError) in
                try store.execute(StoreFixture.insertBody, "last", "x")
                return []
            }, completion: answer.set)
        #expect(fixture.store.submit(job))
        release()
        fixture.store.stop()
        #expect(answer.wait() == .success([]))
        #expect(fixture.insert("late") == nil)
        #expect(try fixture.names() == ["last"])
    }

    @Test func aFullFileIsUnavailableAndRoomBringsServiceBack() throws {
        var limits = StoreLimits()
        limits.filePages = 40
        let fixture = try StoreFixture(limits: limits)
        let text = String(repeating: "x", count: 20_000)
        var written: [String] = []
        var refusals = 0
        for number in 0..<20 {
            let name = "\(number)"
            let result = fixture.write { (store) throws(APIError) in
                try store.execute(StoreFixture.insertBody, name, text)
                return []
            }
            if result == .success([]) {
                written.append(name)
            } else {
                #expect(result == .failure(unavailable))
                refusals += 1
            }
        }
        #expect(refusals > 0 && !written.isEmpty)
        #expect(try fixture.names() == written)
        let freed = fixture.write { (store) throws(APIError) in
            try store.execute(SQL("DELETE FROM items WHERE id > 1"))
            return []
        }
        #expect(freed == .success([]))
        #expect(fixture.insert("again") == .success(Array("again".utf8)))
        #expect(try fixture.names() == [written[0], "again"])
        #expect(!fixture.reports.isEmpty)
    }

    @Test func whenSQLiteEndsTheTransactionNobodyInTheBatchIsAcknowledged() throws {
        let fixture = try StoreFixture()
        let release = fixture.holdWriter()
        let answers = (0..<3).map { _ in Answer() }
        for (number, answer) in answers.enumerated() {
            let job = WriteJob(
                body: { (store) throws(APIError) in
                    try store.execute(StoreFixture.insertBody, "\(number)", "x")
                    if number == 1 { try store.execute(SQL("ROLLBACK")) }
                    return []
                }, completion: answer.set)
            #expect(fixture.store.submit(job))
        }
        release()
        for answer in answers { #expect(answer.wait() == .failure(unavailable)) }
        #expect(try fixture.names() == [])
        #expect(fixture.insert("again") == .success(Array("again".utf8)))
    }

    @Test func aLogThatReadersDoNotHoldStaysBounded() throws {
        var limits = StoreLimits()
        limits.checkpointPages = 20
        limits.restartPages = 80
        let fixture = try StoreFixture(limits: limits)
        for number in 0..<300 { fixture.insert("\(number)-" + String(repeating: "y", count: 3000)) }
        let size = try fileSize(fixture.directory + "/test.sqlite-wal")
        #expect(size < 200 * 4096)
    }

    @Test func checkpointsComeAsTheLogGrowsAndStartAnewWithIt() {
        var schedule = CheckpointSchedule(passivePages: 10, restartPages: 35)
        let found = [5, 10, 12, 21, 36, 40, 50, 3, 9, 11].map { schedule.checkpoint(afterCommitWith: $0) }
        #expect(found == [nil, .passive, nil, .passive, .restart, nil, .passive, nil, nil, .passive])
    }
}

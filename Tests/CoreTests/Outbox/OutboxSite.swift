import Core
import Foundation
import Kit
import System
import TestSupport

/// A store with an outbox and the worker that empties it, as the gateway runs them.
final class OutboxSite {
    struct Call: Encodable, Sendable {
        var phone: String
        var code: String
        var number: Int
    }

    let folder: ScratchDirectory
    let store: Store
    let channel: OutboxChannel
    let log: LogWriter
    /// By which the outbox lives, and which a test moves.
    let clock = ManualClock()
    private let mailbox: Mailbox
    private let thread: System.Thread
    private let news = SiteNews()
    private var isStopping = false
    private var isStopped = false

    init(
        _ url: String?, timeoutMilliseconds: Int = 2_000, inFlight: Int = 8, authorities: TrustedCertificates? = nil,
        headers: [ProviderHeader] = [], retention: OutboxRetention = .init(deliveredSeconds: 3600, deadSeconds: 3600),
        folder: ScratchDirectory = ScratchDirectory()
    ) throws {
        self.folder = folder
        let provider = try url.map { text in
            guard let url = ProviderURL(text) else { throw POSIXError(.EINVAL) }
            return ProviderSettings(
                url: url, headers: headers, timeoutMilliseconds: timeoutMilliseconds, inFlight: inFlight,
                authorities: authorities)
        }
        channel = OutboxChannel("calls", provider: provider)
        let bell = OutboxBell()
        store = try Store(
            path: folder.path + "/test.sqlite", name: "test", schema: [], added: [OutboxSchema.schema],
            deliveriesAdded: { bell.ring("test") }, report: { print($0) })
        let log = try LogWriter(.file(folder.path + "/error.jsonl"), name: "log")
        self.log = log
        let setup = OutboxSetup(files: [try .init("test", store, [channel])], retention: retention)
        let mailbox = try Mailbox()
        self.mailbox = mailbox
        let clock = clock
        thread = try System.Thread(name: "loop-0") { [news] in
            let turns = SiteTurns(news)
            guard let loop = try? Loop(mailbox: mailbox, turns: turns, clock: clock) else { return }
            turns.worker = OutboxWorker(on: loop, setup, bell: bell, errorLog: ErrorLog(log))
            turns.worker?.start()
            loop.run()
        }
    }

    deinit { stop() }

    /// Tells the loop to stop, as the gateway does. Time that deliveries are given then has to be passed by hand.
    func beginStop() {
        guard !isStopping else { return }
        isStopping = true
        mailbox.post(.stop)
    }

    /// Stops the loop and waits for its end. The error log is complete then.
    func stop() {
        beginStop()
        guard !isStopped else { return }
        isStopped = true
        thread.join()
        store.stop()
        log.stop()
    }

    /// Adds deliveries in one commit, numbered from `first`, and waits for it.
    /// - Parameter aheadSeconds: how far the clock that they are added by is ahead.
    func add(
        _ count: Int = 1, key: (Int) -> String = { "key\($0)" }, first: Int = 0, deadline: Timestamp? = nil,
        aheadSeconds: Int64 = 0
    ) {
        let now = clock.now.adding(seconds: aheadSeconds)
        let keys = (first..<first + count).map { ($0, key($0)) }
        let channel = channel
        let answer = Answer()
        let job = WriteJob(
            body: { (store) throws(APIError) in
                for (number, key) in keys {
                    let call = Self.makeCall(store, now)
                    try call.outbox.add(
                        Delivery(
                            to: channel, key: key, body: Call(phone: key, code: "4711", number: number),
                            secretKeys: ["code"], deadline: deadline))
                }
                return []
            }, completion: answer.set)
        guard store.submit(job) else { return }
        _ = answer.wait()
    }

    static func makeCall(_ store: WriteStore, _ now: Timestamp) -> WriteCall {
        WriteCall(
            caller: Caller(
                app: nil, subject: nil, remoteAddress: "192.0.2.1", userAgent: nil,
                requestID: RequestID(high: 1, low: 2)),
            now: now, store: store)
    }

    /// A column of the file, as another process sees it.
    func column(_ sql: String) throws -> String? {
        try Database(path: store.path, mode: .readOnly) { _ in }.text(sql)
    }

    func count(state: Int) throws -> Int {
        Int(try column("SELECT count(*) FROM outbox WHERE state = \(state)") ?? "") ?? -1
    }

    /// Attempts that were made, as far as they are written.
    func attemptCount() throws -> Int { Int(try column("SELECT sum(attempts) FROM outbox") ?? "") ?? 0 }

    /// How often the error log has an event.
    func count(event: String) -> Int { logText.components(separatedBy: "\"\(event)\"").count - 1 }

    /// The error log so far.
    var logText: String { (try? String(contentsOfFile: folder.path + "/error.jsonl", encoding: .utf8)) ?? "" }

    // MARK: - Time

    /// Deliveries on their way, as of the last turn of the loop.
    var inFlightCount: Int { news.inFlightCount }

    /// Waits until it is so, for 20 seconds at most: looks after each turn of the loop.
    @discardableResult
    func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
        let end = Clock.monotonicNanoseconds() + 20_000_000_000
        while try !condition() {
            let now = Clock.monotonicNanoseconds()
            guard now < end, news.waitForTurn(atMostNanoseconds: end - now) else { return try condition() }
        }
        return true
    }

    /// Has the loop look at its clock.
    func wakeUp() { mailbox.post(.work { _ in }) }

    /// Waits for a turn of the loop that begins after this call.
    func turn() {
        let number = news.nextLetter()
        mailbox.post(.work { [news] _ in news.isRead(number) })
        eventually { news.lastLetter >= number }
    }

    /// Has time pass, and the loop do what is due then.
    func advance(milliseconds: Int64) {
        clock.advance(milliseconds: milliseconds)
        // What is due is begun in the one, and what follows of it in the other.
        turn()
        turn()
    }

    /// Has so much time pass, second by second, in each of which all that can be done is done.
    func pass(seconds: Int) { _ = pass(atMostSeconds: seconds) { false } }

    /// Has time pass until it is so, second by second, in each of which all that can be done is done.
    func pass(atMostSeconds seconds: Int = 100, until condition: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<seconds {
            eventually { news.isQuiet }
            if try condition() { return true }
            advance(milliseconds: 1000)
        }
        eventually { news.isQuiet }
        return try condition()
    }
}

/// What a site's loop tells its test.
private final class SiteNews: Sendable {
    private struct State {
        var inFlightCount = 0
        var isQuiet = false
        var letterCount = 0
        var lastRead = 0
        var lastLetter = 0
    }

    private let state = Lock(State())
    private let turned = Signal()

    var inFlightCount: Int { state.withLock { $0.inFlightCount } }
    var isQuiet: Bool { state.withLock { $0.isQuiet } }
    /// The last letter that was read in a turn that is over.
    var lastLetter: Int { state.withLock { $0.lastLetter } }

    func nextLetter() -> Int {
        state.withLock { state in
            state.letterCount += 1
            return state.letterCount
        }
    }

    func isRead(_ letter: Int) { state.withLock { $0.lastRead = letter } }

    func endTurn(inFlightCount: Int, isQuiet: Bool) {
        state.withLock { state in
            state.inFlightCount = inFlightCount
            state.isQuiet = isQuiet
            state.lastLetter = state.lastRead
        }
        turned.notify()
    }

    func waitForTurn(atMostNanoseconds nanoseconds: UInt64) -> Bool {
        turned.wait(timeoutMicroseconds: Int(nanoseconds / 1000))
    }
}

private final class SiteTurns: LoopTurns {
    private let news: SiteNews
    var worker: OutboxWorker?

    init(_ news: SiteNews) { self.news = news }

    var dueNanoseconds: UInt64? { nil }
    func beginTurn(nowNanoseconds: UInt64) {}
    func endTurn(nowNanoseconds: UInt64) {
        guard let worker else { return }
        news.endTurn(inFlightCount: worker.inFlightCount, isQuiet: worker.isQuiet)
    }
    func finish() { worker = nil }
}

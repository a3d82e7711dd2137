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
    private let worker: OutboxWorker
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
        let mail = try OutboxMailbox()
        store = try Store(
            path: folder.path + "/test.sqlite", name: "test", schema: [], outbox: { mail.noteRows(inFile: 0) },
            report: { print($0) })
        log = try LogWriter(.file(folder.path + "/error.jsonl"), name: "log")
        let setup = OutboxSetup(
            files: [.init(name: "test", store: store, channels: [try .init(channel)])],
            retention: retention, errorLog: ErrorLog(log))
        worker = try OutboxWorker(setup, mailbox: mail)
    }

    deinit { stop() }

    func stop() {
        guard !isStopped else { return }
        isStopped = true
        worker.stop()
        store.stop()
        log.stop()
    }

    /// Adds deliveries in one commit, numbered from `first`, and waits for it.
    /// - Parameter aheadSeconds: how far the clock that they are added by is ahead.
    func add(
        _ count: Int = 1, key: (Int) -> String = { "key\($0)" }, first: Int = 0, deadline: Timestamp? = nil,
        aheadSeconds: Int64 = 0
    ) {
        let now = Timestamp(milliseconds: Clock.wallMilliseconds()).adding(seconds: aheadSeconds)
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

    /// Looks until it is so, for 20 seconds at most.
    @discardableResult
    func eventually(within seconds: Double = 20, _ condition: () throws -> Bool) rethrows -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if try condition() { return true }
            usleep(5_000)
        }
        return try condition()
    }
}

// Adds deliveries as fast as it can and prints the number of each after it was acknowledged, until it is killed.
// Arguments: the directory, the provider's URL, the first number; then "once" to add 16 and to end when some of them
// were tried.
import Core
import Kit
import Synchronization
import System

/// Ends the process when the outcome of an attempt is written.
final class EndAfterAttempt: LoopTurns {
    private let path: String

    init(path: String) { self.path = path }

    var dueNanoseconds: UInt64? { nil }
    func beginTurn(nowNanoseconds: UInt64) {}
    func endTurn(nowNanoseconds: UInt64) {
        let file = try? Database(path: path, mode: .readOnly) { _ in }
        if (try? file?.number("SELECT max(attempts) FROM outbox")) ?? 0 > 0 { exitNow(0) }
    }
    func finish() {}
}

final class Child: Sendable {
    private static let keyCount = 8

    private let store: Store
    private let loop: Thread
    private let channel: OutboxChannel
    private let next: Atomic<Int>
    private let isEndless: Bool

    init(directory: String, url: String, first: Int, isEndless: Bool) throws {
        self.isEndless = isEndless
        guard let url = ProviderURL(url) else { throw SystemError("read the URL", number: 22) }
        channel = OutboxChannel("calls", provider: ProviderSettings(url: url))
        let path = DataDirectory.databasePath("crash", in: directory)
        let bell = OutboxBell()
        store = try Store(
            path: path, name: "crash", schema: [], added: [OutboxSchema.schema],
            deliveriesAdded: { bell.ring("crash") }, report: { _ in })
        let setup = OutboxSetup(
            files: [try .init("crash", store, [channel])], retention: .init(deliveredSeconds: 3600, deadSeconds: 3600))
        let errorLog = ErrorLog(try LogWriter(.standardError, name: "log"))
        let mailbox = try Mailbox()
        loop = try Thread(name: "loop-0") {
            guard let loop = try? Loop(mailbox: mailbox, turns: isEndless ? nil : EndAfterAttempt(path: path)) else {
                exitNow(3)
            }
            OutboxWorker(on: loop, setup, bell: bell, errorLog: errorLog).start()
            loop.run()
        }
        next = Atomic(first)
    }

    func write() {
        let channel = channel
        let job = WriteJob(
            operation: { [self] (store) throws(APIError) in
                // On the writer thread: numbers ascend in the order of the rows.
                let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                let caller = Caller(
                    app: nil, subject: nil, remoteAddress: "", userAgent: nil, requestID: RequestID(high: 1, low: 1))
                let now = Timestamp(milliseconds: Clock.wallMilliseconds())
                let call = WriteCall(caller: caller, now: now, store: store)
                try call.outbox.add(Delivery(to: channel, key: "\(number % Self.keyCount)", body: number))
                return .bytes(Array("\(number)\n".utf8), type: .octets)
            },
            completion: { [self] result in
                if case .success(let reply) = result { try? AppendingFile.standardOutput().append(reply.content) }
                if isEndless { write() }
            })
        _ = store.submit(job)
    }
}

ProcessSignals.ignoreBrokenPipes()
let arguments = CommandLine.arguments
let child = try Child(
    directory: arguments[1], url: arguments[2], first: Int(arguments[3]) ?? 0,
    isEndless: !arguments.dropFirst(4).contains("once"))
for _ in 0..<16 { child.write() }
Signal().wait()

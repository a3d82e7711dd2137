// Adds deliveries as fast as it can and prints the number of each after it was acknowledged, until it is killed.
// Arguments: the directory, the provider's URL, the first number; then "once" if 16 are enough.
import Core
import Kit
import Synchronization
import System

final class Child: Sendable {
    private static let keyCount = 8

    private let store: Store
    private let worker: OutboxWorker
    private let channel: OutboxChannel
    private let next: Atomic<Int>
    private let isEndless: Bool

    init(directory: String, url: String, first: Int, isEndless: Bool) throws {
        self.isEndless = isEndless
        guard let url = ProviderURL(url) else { throw SystemError("read the URL", number: 22) }
        channel = OutboxChannel("calls", provider: ProviderSettings(url: url))
        let mail = try OutboxMailbox()
        store = try Store(
            path: DataDirectory.databasePath("crash", in: directory), name: "crash", schema: [],
            outbox: { mail.noteRows(inFile: 0) }, report: { _ in })
        let setup = OutboxSetup(
            files: [.init(name: "crash", store: store, channels: [try .init(channel)])],
            retention: .init(deliveredSeconds: 3600, deadSeconds: 3600),
            errorLog: ErrorLog(try LogWriter(.standardError, name: "log")))
        worker = try OutboxWorker(setup, mailbox: mail)
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

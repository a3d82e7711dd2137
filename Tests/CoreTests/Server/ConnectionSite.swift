@testable import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// A loop on a thread of its own that serves the gate plugin on a port of its own, and can be watched and held.
final class ConnectionSite {
    /// What a test waits for, looked at after every turn of the loop.
    private struct Wish: Sendable {
        let isSo: @Sendable () -> Bool
        let isTrue: Signal
    }

    /// Wishes that have not come true.
    private final class Wishes: Sendable {
        let all = Lock<[Wish]>([])
    }

    /// The pipeline's turns; at the end of each, those are told who wait for something that is so now.
    private final class Turns: LoopTurns {
        let pipeline: Pipeline
        let wishes: Wishes

        init(_ pipeline: Pipeline, _ wishes: Wishes) {
            self.pipeline = pipeline
            self.wishes = wishes
        }

        var dueNanoseconds: UInt64? { pipeline.dueNanoseconds }
        func beginTurn(nowNanoseconds: UInt64) { pipeline.beginTurn(nowNanoseconds: nowNanoseconds) }
        func finish() { pipeline.finish() }

        func endTurn(nowNanoseconds: UInt64) {
            pipeline.endTurn(nowNanoseconds: nowNanoseconds)
            wishes.all.withLock { wishes in
                wishes.removeAll { wish in
                    let isSo = wish.isSo()
                    if isSo { wish.isTrue.notify() }
                    return isSo
                }
            }
        }
    }

    private static let patienceMicroseconds = 20_000_000

    let port: UInt16
    let count: ConnectionCount
    private let folder: ScratchDirectory
    private let mailbox: Mailbox
    private let resources: Resources
    private let errorLogWriter: LogWriter
    private let wishes = Wishes()
    /// Free memory was to go back to the system.
    let memoryReturned = Signal()
    private var thread: System.Thread?
    private var isOpen = true

    /// - Parameters:
    ///   - limits: the object of `gateway.json`.
    ///   - makeMachine: `nil` for HTTP/1.1.
    init(
        limits: String = "{}", connections: Int = 100, bufferBytes: Int = 1 << 28, tls: TLSContext? = nil,
        makeMachine: (@Sendable (_ nowNanoseconds: UInt64) -> any WireMachine & ~Copyable)? = nil
    ) throws {
        folder = ScratchDirectory()
        let text = """
            { "listeners": [{ "address": "127.0.0.1:1" }], "dataDirectory": "data", "limits": \(limits),
              "accessLog": { "path": "access.jsonl" }, "threads": { "eventLoops": 1, "cpuPool": 4 },
              "apis": { "gate": { "plugin": "gate", "routes": \(GatePlugin.routes) } } }
            """
        let loader = ConfigLoader.make(plugins: [LinkedPlugin(GatePlugin.self)])
        let outcome = loader.check(Array(text.utf8), name: "gateway.json", directory: folder.path)
        let gateway = try #require(outcome.gateway, "\(outcome.report.text)")
        errorLogWriter = try LogWriter(.file("\(folder.path)/error.jsonl"), name: "log")
        resources = try Resources.open(
            for: gateway, in: DataDirectory(path: "\(folder.path)/data"), errorLog: ErrorLog(errorLogWriter))
        let snapshot = try resources.makeSnapshot(of: gateway)
        let address = try #require(SocketAddress("127.0.0.1:0"))
        let listener = Listener(socket: try ListeningSocket(on: address), name: "test", tls: tls)
        port = listener.socket.address.port
        count = ConnectionCount(limit: connections, refusedAtOnce: 10)
        mailbox = try Mailbox()
        let isReady = Signal()
        let (resources, mailbox, count, wishes, memoryReturned) = (resources, mailbox, count, wishes, memoryReturned)
        thread = try System.Thread(name: "site") {
            do {
                let pipeline = try Pipeline(resources, snapshot, mailbox: mailbox)
                let loop = try Loop(mailbox: mailbox, turns: Turns(pipeline, wishes))
                let budget = BufferBudget(limitBytes: bufferBytes)
                let account = BufferAccount(on: loop, budget, log: resources.errorLog) { memoryReturned.notify() }
                let service = ServerConnection.Service(
                    pipeline: pipeline, count: count, buffers: account, makeMachine: makeMachine)
                try Acceptor(on: loop, listener, service: service).start()
                account.start()
                isReady.notify()
                loop.run()
            } catch {
                Issue.record(error)
                isReady.notify()
            }
        }
        isReady.wait()
    }

    deinit { _ = stop() }

    /// Ends the loop, without waiting for what is in flight.
    func endLoop() {
        mailbox.post(.stop)
        thread?.join()
        thread = nil
    }

    /// Ends everything; operations that are held up must be let go before.
    /// - Returns: the lines of the access log.
    @discardableResult
    func stop() -> [AccessLine] {
        endLoop()
        if isOpen {
            resources.close()
            errorLogWriter.stop()
        }
        isOpen = false
        let text = (try? String(contentsOfFile: "\(folder.path)/access.jsonl", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { AccessLine($0) }
    }

    /// Begins to stop in order, and does not wait for the end.
    func drain() { mailbox.post(.drain) }

    /// Where letters for its connection go: the acceptor and the account have the first slots, and whoever comes alone
    /// the next.
    /// - Parameter number: how many connections had the slot, this one included.
    static func key(ofConnection number: UInt32) -> MemberKey { MemberKey(slot: 2, generation: number) }

    /// Sends a letter as an operation does that has ended elsewhere.
    func post(_ key: MemberKey, stream: StreamID, _ text: String) {
        mailbox.post(.completed(key, stream: stream, .success(.json(text))))
    }

    func connect(receiveBufferBytes: Int32? = nil) throws -> RawConnection {
        try RawConnection(port: port, receiveBufferBytes: receiveBufferBytes)
    }

    // MARK: - On its thread

    /// Does something on the loop's thread, and waits for it.
    func onLoop<Value: Sendable>(_ work: @escaping @Sendable (Loop) -> Value) throws -> Value {
        let value = Lock<Value?>(nil)
        let isDone = Signal()
        mailbox.post(
            .work { loop in
                value.withLock { $0 = work(loop) }
                isDone.notify()
            })
        try #require(isDone.wait(timeoutMicroseconds: Self.patienceMicroseconds), "the loop does nothing")
        return try #require(value.withLock { $0 })
    }

    /// Keeps the loop busy meanwhile, so that all of it is there when the loop looks.
    func whileLoopStands(_ body: () throws -> Void) throws {
        let stands = Signal()
        let mayGoOn = Signal()
        defer { mayGoOn.notify() }
        mailbox.post(
            .work { _ in
                stands.notify()
                mayGoOn.wait()
            })
        try #require(stands.wait(timeoutMicroseconds: Self.patienceMicroseconds), "the loop does not come")
        try body()
    }

    /// Waits until something is so; it is looked at on the loop's thread, after each of its turns.
    func wait(until isSo: @escaping @Sendable () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) {
        let isTrue = Signal()
        wishes.all.withLock { $0.append(Wish(isSo: isSo, isTrue: isTrue)) }
        // For a turn, should nothing else happen.
        mailbox.post(.work { _ in })
        let came = isTrue.wait(timeoutMicroseconds: Self.patienceMicroseconds)
        #expect(came, "it did not happen", sourceLocation: sourceLocation)
    }

    /// Waits until that many connections are left.
    func waitForConnections(_ number: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        wait(until: { [count] in count.current == number }, sourceLocation: sourceLocation)
    }
}

/// A line of the access log, as far as these tests look at it.
struct AccessLine: Equatable {
    let path: String
    let status: Int

    init(_ path: String, _ status: Int) {
        self.path = path
        self.status = status
    }

    init?(_ line: Substring) {
        let object = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
        guard let object, let status = object["status"] as? Int else { return nil }
        self.init(object["path"] as? String ?? "", status)
    }
}

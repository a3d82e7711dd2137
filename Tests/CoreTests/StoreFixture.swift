@testable import Core
import Foundation
import Kit
import System
import TestSupport

/// A store in a directory of its own, with one table.
final class StoreFixture: Sendable {
    static let schema = [
        Migration("items", "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT)")
    ]
    static let insert = SQL("INSERT INTO items (name) VALUES ($1) RETURNING id")
    static let insertBody = SQL("INSERT INTO items (name, body) VALUES ($1, $2)")
    static let count = SQL("SELECT count(*) FROM items")
    static let names = SQL("SELECT name FROM items ORDER BY id")
    static let find = SQL("SELECT id FROM items WHERE name = $1")

    let directory: String
    let store: Store
    private let scratch = ScratchDirectory()
    private let sink = ReportSink()

    init(in directory: String? = nil, limits: StoreLimits = StoreLimits()) throws {
        let directory = directory ?? scratch.path
        self.directory = directory
        store = try Store(
            path: DataDirectory.databasePath("test", in: directory), name: "test", schema: Self.schema, limits: limits,
            report: { [sink] in sink.add($0) })
    }

    /// As the only one of a process.
    var opened: PluginStore { PluginStore(slot: PluginStore.Slot(number: 0), store: store, files: nil) }

    /// The lines for the error log so far.
    var reports: [String] { sink.lines }

    deinit { store.stop() }

    /// Queues a write and waits for its answer. `nil` when it was refused.
    func write(
        _ body: @escaping @Sendable (WriteStore) throws(APIError) -> [UInt8]
    ) -> Result<[UInt8], APIError>? {
        let answer = Answer()
        guard store.submit(WriteJob(body: body, completion: answer.set)) else { return nil }
        return answer.wait()
    }

    /// Queues an insert and waits for its answer.
    @discardableResult
    func insert(_ name: String) -> Result<[UInt8], APIError>? {
        write { (store) throws(APIError) in
            try store.first(Self.insert, name) { _ in () }
            return Array(name.utf8)
        }
    }

    /// The names in the store, in the order they were written.
    func names() throws -> [String] {
        let reader = try store.makeReader()
        return try reader.store().all(Self.names) { $0.text(0) }
    }

    /// Keeps the writer busy until the returned closure is called.
    func holdWriter() -> @Sendable () -> Void {
        let isHeld = Signal()
        let release = Signal()
        _ = store.submit(
            WriteJob(
                body: { (_) throws(DatabaseError) in
                    isHeld.notify()
                    release.wait()
                }, completion: { _ in }))
        isHeld.wait()
        return { release.notify() }
    }
}

extension WriteJob {
    /// An operation's write, with bytes for its answer.
    init(
        body: @escaping @Sendable (WriteStore) throws(APIError) -> [UInt8],
        completion: @escaping @Sendable (Result<[UInt8], APIError>) -> Void
    ) {
        self.init(
            operation: { (store) throws(APIError) in .bytes(try body(store), type: .octets) },
            completion: { result in completion(result.map(\.content)) })
    }
}

/// Collects lines from any thread.
final class ReportSink: Sendable {
    private let all = Lock<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    var lines: [String] { all.withLock { $0 } }
}

/// One job's answer, for the thread that waits for it.
final class Answer: Sendable {
    private let value = Lock<Result<[UInt8], APIError>?>(nil)
    private let signal = Signal()

    func set(_ result: Result<[UInt8], APIError>) {
        value.withLock { $0 = result }
        signal.notify()
    }

    func wait() -> Result<[UInt8], APIError> {
        signal.wait()
        return value.withLock { $0 } ?? .failure(APIError(.internalError))
    }
}

// Writes rows as fast as it can and prints the number of each row after it was acknowledged, until it is killed.
import Core
import Kit
import Synchronization
import System

enum Statements {
    static let insert = SQL("INSERT INTO acknowledged (payload) VALUES ($1) RETURNING id")
}

final class Child: Sendable {
    private let store: Store

    init(directory: String) throws {
        store = try Store(
            path: DataDirectory.databasePath("crash", in: directory), name: "crash",
            schema: [
                Migration("rows", "CREATE TABLE acknowledged (id INTEGER PRIMARY KEY AUTOINCREMENT, payload TEXT)")
            ],
            report: { _ in })
    }

    func write(_ payload: String) {
        let job = WriteJob(
            body: { (store) throws(DatabaseError) in
                try store.database.first(Statements.insert, payload) { $0.int64(0) } ?? 0
            },
            completion: { [self] result in
                if case .success(let id) = result { try? AppendingFile.standardOutput().append(Array("\(id)\n".utf8)) }
                write(payload)
            })
        _ = store.submit(job)
    }
}

let child = try Child(directory: CommandLine.arguments[1])
for client in 0..<32 { child.write(String(repeating: "x", count: client * 40)) }
Signal().wait()

import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct StoreSchemaTests {
    private let directory = ScratchDirectory()
    private var path: String { directory.path + "/test.sqlite" }
    private let first = Migration("things", "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)")
    private let second = Migration(
        "colors", "ALTER TABLE things ADD COLUMN color TEXT; CREATE INDEX i ON things (color)")

    @discardableResult
    private func open(_ steps: [Migration]) throws -> Database {
        try Store.openForWriting(path: path, schema: steps) { _ in }
    }

    @Test func stepsAreTakenOnceAndInOrder() throws {
        try open([first])
        let database = try open([first, second])
        try database.run("INSERT INTO things (name, color) VALUES ('a', 'red')")
        let again = try open([first, second])
        #expect(try again.number("SELECT count(*) FROM things WHERE color = 'red'") == 1)
        #expect(try again.number("PRAGMA user_version") == 2)
        #expect(try again.number("PRAGMA foreign_keys") == 1)
    }

    @Test func aStepThatFailsInItsSecondStatementLeavesNothing() throws {
        let bad = Migration("broken", "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)")
        let error = #expect(throws: StoreError.self) { try open([first, bad]) }
        guard case .failedStep(_, number: 2, summary: "broken", let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason == "no such table: nowhere")
        let database = try open([first])
        #expect(try database.number("PRAGMA user_version") == 1)
        #expect(try database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0)
        #expect(try database.number("SELECT count(*) FROM schema_migrations") == 1)
    }

    @Test func aStepThatEndsItsTransactionIsRefused() throws {
        #expect(throws: StoreError.self) { try open([Migration("sly", "CREATE TABLE a (b); COMMIT")]) }
    }

    @Test func aStepThatLeavesABrokenForeignKeyLeavesNothing() throws {
        let bad = Migration(
            "orphans",
            "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (id)); INSERT INTO b VALUES (1)")
        #expect(throws: StoreError.self) { try open([bad]) }
        #expect(try open([first]).number("PRAGMA user_version") == 1)
    }

    @Test func aNewerFileIsRefused() throws {
        try open([first, second])
        let error = #expect(throws: StoreError.self) { try open([first]) }
        #expect(error == .tooNew(path: path, found: 2, known: 1))
        let sentence = "\(path) has schema 2, this program knows 1: start the newer program, or restore a backup"
        #expect(error.map { "\($0)" } == sentence)
    }

    @Test func anEditedStepIsRefused() throws {
        try open([first, second])
        let edited = Migration("things", first.sql + " ")
        let error = #expect(throws: StoreError.self) { try open([edited, second]) }
        #expect(error == .editedStep(path: path, number: 1, summary: "things"))
    }

    @Test func anotherSummaryIsNoEdit() throws {
        try open([first])
        try open([Migration("other words", first.sql)])
    }

    @Test func aFileThatIsNoDatabaseIsDamaged() throws {
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) { try open([first]) }
        #expect(error == .damaged(path: path, reason: "file is not a database"))
    }

    @Test func aDamagedPageIsFoundAtStart() throws {
        let database = try open([first])
        try database.run(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO things SELECT i, 'a name that fills the page ' || i FROM n
            """)
        try database.checkpoint(.truncate)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: 4096 * 6)
        try file.write(contentsOf: Data(repeating: 0xFF, count: 4096))
        try file.close()
        let error = #expect(throws: StoreError.self) { try open([first]) }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aDirectoryThatIsNotThereIsSaidSo() {
        let error = #expect(throws: StoreError.self) {
            try Store.openForWriting(path: "/nonexistent/test.sqlite", schema: [first]) { _ in }
        }
        guard case .unusable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: 0..<30) func manyAtOnceTakeEachStepOnce(_ number: Int) throws {
        let path = path
        let steps = [first, second]
        let failures = inParallel(4) { _ in
            do {
                _ = try Store.openForWriting(path: path, schema: steps) { _ in }
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(failures == ["", "", "", ""])
        #expect(try open(steps).number("SELECT count(*) FROM schema_migrations") == 2)
    }
}

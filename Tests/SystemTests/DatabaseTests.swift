import Foundation
import System
import TestSupport
import Testing

struct DatabaseTests {
    private let directory = ScratchDirectory()

    private func open(_ mode: Database.Mode = .readWrite, busyTimeoutMilliseconds: Int = 0) throws -> Database {
        let options = Database.Options(busyTimeoutMilliseconds: busyTimeoutMilliseconds)
        return try Database(path: directory.path + "/test.sqlite", mode: mode, options: options) { _ in }
    }

    @Test func parametersAreBoundByTheirNumberNotByTheirPlaceInTheText() throws {
        let statement = try open().statement(id: 0, text: "SELECT $2, $1, $2 || $3")
        statement.bind(Int64(1))
        statement.bind("two")
        statement.bind("three")
        #expect(try statement.step())
        #expect(statement.text(0) == "two")
        #expect(statement.int64(1) == 1)
        #expect(statement.text(2) == "twothree")
        statement.finish()
    }

    @Test(arguments: ["SELECT $1, $3", "SELECT ?", "SELECT :name", "SELECT $0", "SELECT $1x", "SELECT 1; SELECT 2", ""])
    func textThatIsNotOneStatementWithNumberedParametersIsRefused(text: String) throws {
        let database = try open()
        let error = #expect(throws: DatabaseError.self) { try database.statement(id: 0, text: text) }
        #expect(error?.kind == .programming)
    }

    @Test(arguments: [0, 1, 3]) func anotherNumberOfValuesThanParametersIsRefused(count: Int) throws {
        let statement = try open().statement(id: 0, text: "SELECT $1, $2")
        for value in 0..<count { statement.bind(Int64(value)) }
        let error = #expect(throws: DatabaseError.self) { try statement.step() }
        #expect(error?.kind == .programming)
        statement.finish()
        statement.bind(Int64(1))
        statement.bind(Int64(2))
        #expect(try statement.step())
    }

    @Test func aDoubleQuotedNameThatIsNoColumnIsAMistake() throws {
        #expect(throws: DatabaseError.self) { try open().text("SELECT \"text\"") }
    }

    @Test func valuesOfOneUseAreGoneInTheNext() throws {
        let database = try open()
        let first = try database.statement(id: 0, text: "SELECT $1")
        first.bind("secret")
        #expect(try first.step())
        first.finish()
        let second = try database.statement(id: 0, text: "SELECT $1")
        #expect(second === first)
        #expect(throws: DatabaseError.self) { try second.step() }
    }

    @Test func emptyTextAndEmptyBlobAreNotNull() throws {
        let statement = try open().statement(id: 0, text: "SELECT $1, $2, typeof($1), typeof($2)")
        statement.bind("")
        statement.bind([UInt8]().span)
        #expect(try statement.step())
        #expect(!statement.isNull(0) && !statement.isNull(1))
        #expect(statement.text(0) == "")
        #expect(statement.text(2) == "text")
        #expect(statement.text(3) == "blob")
    }

    @Test func invalidUTF8IsRepairedAndNULIsKept() throws {
        let database = try open()
        #expect(try database.text("SELECT CAST(x'61FF62' AS TEXT)") == "a\u{FFFD}b")
        let statement = try database.statement(id: 0, text: "SELECT $1, length(CAST($1 AS BLOB))")
        statement.bind("a\u{0}b")
        #expect(try statement.step())
        #expect(statement.text(0) == "a\u{0}b")
        #expect(statement.int64(1) == 3)
    }

    @Test func aStatementMayRunAgainWhileItsRowsAreRead() throws {
        let database = try open()
        let text = "SELECT value FROM json_each('[1,2,3]')"
        let outer = try database.statement(id: 0, text: text)
        var sum: Int64 = 0
        while try outer.step() {
            let inner = try database.statement(id: 0, text: text)
            while try inner.step() { sum += outer.int64(0) * inner.int64(0) }
            inner.finish()
        }
        #expect(sum == 36)
    }

    @Test func brokenRulesOfTheSchemaAreToldFromOtherErrors() throws {
        let database = try open()
        try database.run("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE); INSERT INTO t VALUES (1, 'x')")
        let statement = try database.statement(id: 0, text: "INSERT INTO t (b) VALUES ($1)")
        statement.bind("x")
        let error = #expect(throws: DatabaseError.self) { try statement.step() }
        #expect(error?.kind == .constraint)
        #expect(error?.message == "UNIQUE constraint failed: t.b")
    }

    @Test func anErrorNeverHoldsABoundValue() throws {
        let database = try open()
        try database.run("CREATE VIRTUAL TABLE words USING fts5(text); INSERT INTO words VALUES ('x')")
        let statement = try database.statement(id: 0, text: "SELECT * FROM words WHERE words MATCH $1")
        statement.bind("SECRET \"")
        let error = #expect(throws: DatabaseError.self) { try statement.step() }
        #expect(error.map { !"\($0)".contains("SECRET") } == true)
    }

    @Test func aLockThatSomebodyElseHoldsIsBusy() throws {
        let first = try open()
        let second = try open()
        try first.run("BEGIN IMMEDIATE")
        let error = #expect(throws: DatabaseError.self) { try second.run("BEGIN IMMEDIATE") }
        #expect(error?.kind == .busy)
    }

    @Test func aFullFileIsDiskFull() throws {
        let database = try open()
        try database.run("PRAGMA max_page_count = 4; CREATE TABLE t (b BLOB)")
        let error = #expect(throws: DatabaseError.self) {
            try database.run("INSERT INTO t VALUES (zeroblob(100000))")
        }
        #expect(error?.kind == .diskFull)
    }

    @Test func aWriteThroughAReadOnlyConnectionIsReadOnly() throws {
        let writer = try open()
        try writer.run("CREATE TABLE t (a)")
        let error = #expect(throws: DatabaseError.self) { try open(.readOnly).run("INSERT INTO t VALUES (1)") }
        #expect(error?.kind == .readOnly)
    }

    @Test func aFileThatIsNoDatabaseIsCorrupt() throws {
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: directory.path + "/test.sqlite"))
        let error = #expect(throws: DatabaseError.self) { try open() }
        #expect(error?.kind == .corrupt)
    }

    @Test func aMissingFileCannotBeOpenedReadOnly() {
        let error = #expect(throws: DatabaseError.self) { try open(.readOnly) }
        #expect(error?.kind == .cannotOpen)
    }

    @Test func theFilesAreTheOwnersAlone() throws {
        let database = try open()
        try database.run("CREATE TABLE t (a)")
        for name in ["test.sqlite", "test.sqlite-wal", "test.sqlite-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func aConnectionMayGoBeforeItsStatements() throws {
        var database: Database? = try open()
        let statement = try database?.statement(id: 0, text: "SELECT 7")
        database = nil
        #expect(try statement?.step() == true)
        #expect(statement?.int64(0) == 7)
    }

    @Test func aDeferredForeignKeyIsSeenBeforeTheCommit() throws {
        let database = try open()
        try database.run(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);
            BEGIN; INSERT INTO b VALUES (1);
            """)
        #expect(database.hasUnmetForeignKeys)
        try database.run("INSERT INTO a VALUES (1)")
        #expect(!database.hasUnmetForeignKeys)
    }

    @Test func theLogIsCountedAndTruncated() throws {
        let database = try open()
        try database.run("CREATE TABLE t (b BLOB); INSERT INTO t VALUES (zeroblob(100000))")
        #expect(database.logPageCount >= 25)
        try database.checkpoint(.truncate)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/test.sqlite-wal")
        #expect(attributes[.size] as? Int == 0)
    }
}

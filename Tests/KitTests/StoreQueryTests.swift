import Kit
import System
import TestSupport
import Testing

struct StoreQueryTests {
    private enum Statements {
        static let echo = SQL("SELECT $1, $2, $3, $4, $5, $6, $7")
        static let nulls = SQL("SELECT $1, $2, NULL")
        static let insertParent = SQL("INSERT INTO parents (id, name) VALUES ($1, $2)")
        static let insertChild = SQL("INSERT INTO children (parent) VALUES ($1) RETURNING rowid")
        static let rename = SQL("UPDATE parents SET name = $2 WHERE id > $1")
        static let names = SQL("SELECT name FROM parents WHERE id >= $1 ORDER BY id")
        static let wrong = SQL("SELECT nothing FROM nowhere")
        static let type = SQL("SELECT typeof($1), $1")
    }

    private enum Color: String, SQLValue { case red, green }

    private struct UserID: SQLValue {
        let number: Int64
        func bind(to parameter: borrowing SQLParameter) { parameter.bind(number) }
    }

    private final class Lines: Sendable {
        let all = Lock<[String]>([])
    }

    private let directory = ScratchDirectory()
    private let lines = Lines()
    private let store: WriteStore
    private let readStore: ReadStore

    init() throws {
        let path = directory.path + "/test.sqlite"
        let lines = lines
        let report: @Sendable (String) -> Void = { line in lines.all.withLock { $0.append(line) } }
        let database = try Database(path: path, mode: .readWrite, report: report)
        try database.run(
            """
            CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
            CREATE TABLE children (parent INTEGER NOT NULL REFERENCES parents (id));
            """)
        store = WriteStore(database)
        readStore = ReadStore(try Database(path: path, mode: .readOnly, report: report))
    }

    @Test(arguments: [3, 7, -1, Int.max]) func aColumnThatIsNotThereIsAnError(_ column: Int) throws {
        let error = #expect(throws: APIError.self) {
            try readStore.first(Statements.nulls, 1, "a") { $0.optionalText(column) }
        }
        #expect(error == APIError(.internalError))
        #expect(lines.all.withLock { $0.first }?.contains("a column that the statement does not have") == true)
        #expect(try readStore.first(Statements.nulls, 1, "a") { $0.int64(0) } == 1, "the next use is not blamed")
    }

    @Test func everyTypeComesBackAsItWent() throws {
        let blob: [UInt8] = [0, 255, 7]
        let time = Timestamp(milliseconds: -5)
        let found = try store.first(Statements.echo, 7, Int64.min, "Grüße\u{0}", true, time, blob, 0.5) { row in
            row.int(0) == 7 && row.int64(1) == .min && row.text(2) == "Grüße\u{0}" && row.bool(3)
                && row.timestamp(4) == time && row.blob(5) == blob && row.double(6) == 0.5
                && row.optionalText(2) == "Grüße\u{0}" && row.optionalTimestamp(4) == time
        }
        #expect(found == true)
    }

    @Test func nullIsNilOrTheEmptyValue() throws {
        let found = try store.first(Statements.nulls, String?.none, Int?.some(3)) { row in
            row.optionalText(0) == nil && row.text(0) == "" && row.int(0) == 0 && row.blob(0) == []
                && row.optionalTimestamp(0) == nil && row.int(1) == 3 && row.optionalText(2) == nil
        }
        #expect(found == true)
    }

    @Test func domainTypesBindWhatTheyWrap() throws {
        #expect(try store.first(Statements.type, Color.green) { $0.text(0) + $0.text(1) } == "textgreen")
        #expect(try store.first(Statements.type, UserID(number: 4)) { $0.text(0) + $0.text(1) } == "integer4")
    }

    @Test func allRowsComeInOrderAndNoneIsNil() throws {
        for id in 1...3 { try store.execute(Statements.insertParent, id, "p\(id)") }
        #expect(try store.all(Statements.names, 2) { $0.text(0) } == ["p2", "p3"])
        #expect(try store.first(Statements.names, 9) { $0.text(0) } == nil)
        #expect(try store.execute(Statements.rename, 2, "renamed") == 1)
        #expect(try readStore.all(Statements.names, 1) { $0.text(0) } == ["p1", "p2", "renamed"])
    }

    @Test func whatMapThrowsIsThrownAndTheStatementIsFreeAgain() throws {
        try store.execute(Statements.insertParent, 1, "p")
        #expect(throws: APIError(.tokenInvalid)) {
            try store.first(Statements.names, 1) { (_) throws(APIError) -> Int in throw APIError(.tokenInvalid) }
        }
        #expect(try store.first(Statements.names, 1) { $0.text(0) } == "p")
    }

    @Test func aForeignKeyIsCheckedThoughOnlyTheFirstReturnedRowIsRead() throws {
        #expect(throws: APIError(.internalError)) {
            try store.first(Statements.insertChild, 99) { $0.int64(0) }
        }
        try store.execute(Statements.insertParent, 1, "p")
        #expect(try store.first(Statements.insertChild, 1) { $0.int64(0) } == 1)
    }

    @Test func aBrokenConstraintIsAnInternalErrorWhoseDetailIsReportedWithoutValues() throws {
        try store.execute(Statements.insertParent, 1, "SECRET")
        #expect(throws: APIError(.internalError)) { try store.execute(Statements.insertParent, 2, "SECRET") }
        let lines = lines.all.withLock { $0 }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("UNIQUE constraint failed: parents.name") == true)
        #expect(lines.first?.contains("SECRET") == false)
    }

    @Test func aStatementThatDoesNotFitIsAnInternalError() {
        #expect(throws: APIError(.internalError)) { try store.execute(Statements.wrong) }
        #expect(throws: APIError(.internalError)) { try store.execute(Statements.rename, 1) }
    }

    @Test func aReadingStoreCannotWrite() {
        #expect(throws: APIError(.internalError)) {
            try readStore.first(Statements.insertChild, 1) { $0.int64(0) }
        }
    }

    @Test func busyAndFullAreUnavailableForASecond() throws {
        let options = Database.Options(busyTimeoutMilliseconds: 0)
        let path = directory.path + "/test.sqlite"
        let other = try Database(path: path, mode: .readWrite, options: options) { _ in }
        _ = try store.first(SQL("PRAGMA max_page_count = 1")) { _ in true }
        try other.run("BEGIN IMMEDIATE")
        let unavailable = APIError(.storeUnavailable, retryAfterSeconds: 1)
        #expect(throws: unavailable) {
            try WriteStore(Database(path: path, mode: .readWrite, options: options) { _ in })
                .execute(Statements.insertParent, 1, "p")
        }
        try other.run("ROLLBACK")
        #expect(throws: unavailable) {
            try store.execute(Statements.insertParent, 1, String(repeating: "x", count: 100_000))
        }
    }
}

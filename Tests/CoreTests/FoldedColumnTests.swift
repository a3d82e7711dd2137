import Core
import Kit
import System
import TestSupport
import Testing

/// Rows whose keys were made in lower case, and a step that folds them.
struct FoldedColumnTests {
    private final class Reported: Sendable {
        let lines = Lock<[String]>([])
    }

    private let directory = ScratchDirectory()
    private let reported = Reported()
    private var path: String { directory.path + "/names.sqlite" }
    private static let table = Migration(
        "names", "CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT, folded TEXT UNIQUE)")
    private static let folding = Migration(
        "folding", folding: FoldedColumn(table: "names", id: "number", name: "name", key: "folded"))

    /// - Returns: each row's key after the step, by its number.
    private func fold(_ rows: [(number: Int, name: String?, key: String?)]) throws -> [Int: String] {
        let old = try open([Self.table])
        for row in rows {
            let texts = [row.name, row.key].map { $0.map { "'\($0)'" } ?? "NULL" }
            try old.run("INSERT INTO names VALUES (\(row.number), \(texts[0]), \(texts[1]))")
        }
        let database = try open([Self.table, Self.folding])
        var keys: [Int: String] = [:]
        for row in rows {
            keys[row.number] = try database.text("SELECT folded FROM names WHERE number = \(row.number)")
        }
        return keys
    }

    private func open(_ steps: [Migration]) throws -> Database {
        try Store.openForWriting(path: path, schema: steps) { [reported] line in
            reported.lines.withLock { $0.append(line) }
        }
    }

    @Test func keysAreFoldedAndTheRestIsLeftAlone() throws {
        let keys = try fold([(1, "ΣΑΣ", "σας"), (2, "Ann", "ann"), (3, nil, nil), (4, "ẞ", "ß"), (9, "ΟΣ", "ος")])
        #expect(keys == [1: "σασ", 2: "ann", 4: "ß", 9: "οσ"])
        #expect(reported.lines.withLock { $0 }.isEmpty)
    }

    @Test func anOlderOwnerKeepsANameThatNowCollides() throws {
        let keys = try fold([(1, "σας", "σας"), (2, "ΣΑΣ", "σασ"), (3, "ΟΣ", "οσ"), (4, "ος", "ος")])
        #expect(keys[1] == "σασ" && keys[3] == "οσ")
        #expect(keys[2] == "σασ\u{1F}2", "no name is this")
        #expect(keys[4] == "ος", "no name is folded to this")
        let lines = reported.lines.withLock { $0 }
        #expect(
            lines == [
                "\(path): names with number 2, 4: an older row has the same name, but for case; "
                    + "they are no longer found by it"
            ])
    }

    @Test func threeOfOneNameLeaveTheOldest() throws {
        let keys = try fold([(5, "ςς", "ςς"), (6, "σς", "σς"), (7, "Σσ", "σσ")])
        #expect(keys[5] == "σσ")
        #expect(Set(keys.values).count == 3 && keys[6] != "σσ" && keys[7] != "σσ")
        #expect(reported.lines.withLock { $0 }.first?.contains("number 6, 7:") == true)
    }

    @Test func moreRowsThanArePickedAtOnceAreAllFolded() throws {
        let keys = try fold((1...1203).map { ($0, "Σ\($0)ς", "σ\($0)ς") })
        #expect(keys.allSatisfy { $0.value == "σ\($0.key)σ" } && keys.count == 1203)
    }

    @Test func theStepIsTakenOnceAndKnownAgain() throws {
        _ = try fold([(1, "ΣΑΣ", "σας")])
        try open([Self.table, Self.folding]).run("UPDATE names SET folded = 'as it is'")
        let again = try open([Self.table, Self.folding])
        #expect(try again.text("SELECT folded FROM names") == "as it is")
        let other = Migration(
            "folding", folding: FoldedColumn(table: "names", id: "rowid", name: "name", key: "folded"))
        #expect(throws: StoreError.self) { try open([Self.table, other]) }
    }
}

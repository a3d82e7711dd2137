package import System

/// A column that holds the text of another one folded, by which names are found without regard to case.
///
/// A step of the schema makes it anew where rows were written under other rules of folding.
public struct FoldedColumn: Sendable {
    private let table: String
    private let id: String
    private let name: String
    private let key: String

    /// - Parameters:
    ///   - table: the table.
    ///   - id: its column of whole numbers that tells the rows apart; a row with a lower one is older.
    ///   - name: the column of the text as it was written; NULL is left alone.
    ///   - key: the column of the text as it is compared.
    public init(table: StaticString, id: StaticString, name: StaticString, key: StaticString) {
        self.table = "\(table)"
        self.id = "\(id)"
        self.name = "\(name)"
        self.key = "\(key)"
    }

    /// Stands for the step in its checksum.
    var comment: String { "-- \(table).\(key) is \(name), folded; \(id) tells which row is older" }

    /// A row whose key is not the one that its name has now.
    private struct Change {
        let id: Int64
        let key: String
    }

    /// Folds all rows anew. Where two names become one and may not, the older row has it: the younger one is no longer
    /// found by it, and the error log says so.
    package func fold(in database: Database) throws(DatabaseError) {
        let rows = try database.prepare(
            "SELECT \(id), \(name), \(key) FROM \(table) WHERE \(id) > $1 ORDER BY \(id) LIMIT 500")
        let update = try database.prepare("UPDATE OR IGNORE \(table) SET \(key) = $2 WHERE \(id) = $1 RETURNING 1")
        let owner = try database.prepare("SELECT \(id) FROM \(table) WHERE \(key) = $1")
        var losers: Set<Int64> = []
        var last = Int64.min
        while let changes = try changes(in: rows, after: &last) {
            for change in changes {
                if try set(change.key, of: change.id, update) { continue }
                let other = try number(owner, change.key) ?? change.id
                losers.insert(max(other, change.id))
                guard other > change.id else { continue }
                // No name has a control character, so nothing that is looked up is this.
                _ = try set("\(change.key)\u{1F}\(other)", of: other, update)
                _ = try set(change.key, of: change.id, update)
            }
        }
        if !losers.isEmpty { database.report(sentence(of: losers.sorted(), database.path)) }
    }

    /// - Returns: `nil` when there are no more rows.
    private func changes(in rows: Statement, after last: inout Int64) throws(DatabaseError) -> [Change]? {
        defer { rows.finish() }
        rows.bind(last)
        var (changes, isEmpty): ([Change], Bool) = ([], true)
        while try rows.step() {
            isEmpty = false
            last = rows.int64(0)
            guard let name = rows.text(1) else { continue }
            let key = FoldedText(name).text
            if key != rows.text(2) { changes.append(Change(id: last, key: key)) }
        }
        return isEmpty ? nil : changes
    }

    /// - Returns: `false` when another row has that key.
    private func set(_ key: String, of id: Int64, _ update: Statement) throws(DatabaseError) -> Bool {
        defer { update.finish() }
        update.bind(id)
        update.bind(key)
        var isUpdated = false
        while try update.step() { isUpdated = true }
        return isUpdated
    }

    private func number(_ owner: Statement, _ key: String) throws(DatabaseError) -> Int64? {
        defer { owner.finish() }
        owner.bind(key)
        return try owner.step() ? owner.int64(0) : nil
    }

    private func sentence(of losers: [Int64], _ path: String) -> String {
        let shown = losers.prefix(10).map(String.init).joined(separator: ", ")
        let more = losers.count > 10 ? " and \(losers.count - 10) more" : ""
        return "\(path): \(table) with \(id) \(shown)\(more): an older row has the same \(name), but for case; "
            + "they are no longer found by it"
    }
}

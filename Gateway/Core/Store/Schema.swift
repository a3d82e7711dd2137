package import Kit
package import System

/// The steps that bring a database file to what this program expects, and the rules for taking them.
///
/// `PRAGMA user_version` is the number of the last step, and the table `schema_migrations` keeps each step's checksum.
/// What the gateway adds to a plugin's file counts its steps by itself, in a table of its own, whose highest number is
/// the last step's.
package struct Schema: Sendable {
    private static let ownTable = "schema_migrations"

    private let steps: [Migration]
    /// Where the steps that were taken are kept.
    private let table: String

    /// - Parameters:
    ///   - steps: oldest first; the first is number 1.
    ///   - table: `nil` for the file's own steps; a name of its own for steps that are added to those.
    package init(_ steps: [Migration], countedIn table: String? = nil) {
        self.steps = steps
        self.table = table ?? Self.ownTable
    }

    private var isOwn: Bool { table == Self.ownTable }

    /// The schema number this program knows.
    package var number: Int { steps.count }

    /// Looks the file over and takes the steps that are missing, each in a transaction of its own.
    /// - Throws: what is wrong with the file. The steps before a failed one stay.
    package func apply(to database: Database) throws(StoreError) {
        let path = database.path
        do throws(DatabaseError) {
            try database.run("PRAGMA foreign_keys = OFF")
            try findDamage(in: database)
        } catch { throw StoreError(path: path, error) }
        while try takeNextStep(database) {}
        do throws(DatabaseError) { try database.run("PRAGMA foreign_keys = ON") } catch {
            throw StoreError(path: path, error)
        }
    }

    /// Looks the file over as `apply` does, and takes no step.
    /// - Throws: what is wrong with it.
    func look(at database: Database) throws(StoreError) {
        do throws(DatabaseError) { try findDamage(in: database) } catch {
            throw StoreError(path: database.path, error)
        }
        _ = try checkAppliedSteps(database)
    }

    /// A file of some size is only probed: reading all of it would hold up the start.
    private func findDamage(in database: Database) throws(DatabaseError) {
        let pages = try database.number("PRAGMA page_count") ?? 0
        _ = try database.number("SELECT count(*) FROM sqlite_schema")
        guard pages <= 1024, let words = try database.text("PRAGMA quick_check(1)"), words != "ok" else { return }
        throw DatabaseError.damage(words)
    }

    /// Another process may be at it too, so that everything is looked at inside the transaction.
    /// - Returns: whether there was a step to take.
    private func takeNextStep(_ database: Database) throws(StoreError) -> Bool {
        let path = database.path
        do throws(DatabaseError) { try database.run("BEGIN IMMEDIATE") } catch { throw StoreError(path: path, error) }
        do throws(StoreError) {
            let applied = try checkAppliedSteps(database)
            if applied < steps.count { try take(applied + 1, database) }
            do throws(DatabaseError) { try database.run("COMMIT") } catch { throw StoreError(path: path, error) }
            return applied < steps.count
        } catch {
            if database.isInTransaction { try? database.run("ROLLBACK") }
            throw error
        }
    }

    private func checkAppliedSteps(_ database: Database) throws(StoreError) -> Int {
        let path = database.path
        let applied: Int
        do throws(DatabaseError) {
            applied = try lastStep(database)
        } catch { throw StoreError(path: path, error) }
        guard applied <= steps.count else { throw .tooNew(path: path, found: applied, known: steps.count) }
        guard applied > 0 else { return 0 }
        for (index, step) in steps.prefix(applied).enumerated() {
            let found: String?
            do throws(DatabaseError) {
                found = try database.text("SELECT checksum FROM \(table) WHERE number = \(index + 1)")
            } catch { throw StoreError(path: path, error) }
            guard found == checksum(of: step) else {
                throw .editedStep(path: path, number: index + 1, summary: step.summary)
            }
        }
        return applied
    }

    private func lastStep(_ database: Database) throws(DatabaseError) -> Int {
        if isOwn { return Int(try database.number("PRAGMA user_version") ?? 0) }
        guard try database.number("SELECT 1 FROM sqlite_schema WHERE name = '\(table)'") != nil else { return 0 }
        return Int(try database.number("SELECT max(number) FROM \(table)") ?? 0)
    }

    private func take(_ number: Int, _ database: Database) throws(StoreError) {
        let step = steps[number - 1]
        do throws(DatabaseError) {
            try database.run(
                """
                CREATE TABLE IF NOT EXISTS \(table) (
                    number INTEGER PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL)
                """)
            try database.run(step.sql)
            for column in step.foldedColumns { try column.fold(in: database) }
            try database.run(
                """
                INSERT INTO \(table)
                VALUES (\(number), '\(checksum(of: step))', \(Clock.wallMilliseconds()))
                """)
            if isOwn { try database.run("PRAGMA user_version = \(number)") }
            guard try database.number("SELECT count(*) FROM pragma_foreign_key_check") == 0 else {
                throw DatabaseError.damage("rows are left whose foreign keys point nowhere")
            }
        } catch {
            throw .failedStep(path: database.path, number: number, summary: step.summary, reason: error.message)
        }
    }

    private func checksum(of step: Migration) -> String {
        let digest = SHA256.digest(step.sql.utf8.span)
        let digits = digest.flatMap { [UInt8(hexadecimalDigit: $0 >> 4), UInt8(hexadecimalDigit: $0)] }
        return String(decoding: digits, as: UTF8.self)
    }
}

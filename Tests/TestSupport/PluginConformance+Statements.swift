internal import Core
internal import Kit
internal import System
internal import Testing

extension PluginConformance {
    /// Reads the statements out of the source, so that none can be missed.
    func checkStatements() throws {
        let bench = try makeBench()
        let path = DataDirectory.databasePath(P.id.description, in: bench.folder.path)
        let database = try Database(path: path, mode: .readWrite) { _ in }
        let sources = try SourceTree.swiftFiles(in: folder).map(\.text)
        let statements = sources.flatMap { SQLText.statements(in: $0) }
        #expect(!statements.isEmpty)
        #expect(statements.count == sources.reduce(0) { $0 + $1.ranges(of: "SQL(").count }, "some were not understood")
        for statement in statements {
            #expect(
                statement.prefixMatch(of: /(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/) != nil,
                "transactions and tables are the gateway's: \(statement)")
            do {
                try database.statement(id: SQL("unused").id, text: statement).finish()
                for step in try database.queryPlan(of: statement) { check(step, of: statement) }
            } catch {
                Issue.record("\(statement): \(error)")
            }
        }
    }

    /// A list that grows with its table takes the memory of all at some time.
    func checkLists() throws {
        let sources = try SourceTree.swiftFiles(in: folder).map(\.text)
        let named = sources.flatMap { SQLText.named(in: $0) }
        for match in sources.flatMap({ $0.matches(of: /\ball\(\s*(?:\w+\.)?(\w+),?/).map { String($0.output.1) } })
        where !boundedLists.contains(match) {
            let text = named.first { $0.name == match }?.text
            #expect(text?.contains("LIMIT") == true, "\(match) is a list without a bound")
        }
    }

    /// A table that is read from end to end grows slow unnoticed.
    private func check(_ step: String, of statement: String) {
        guard let match = step.firstMatch(of: /^SCAN (\w+)/), !step.contains("INDEX"), !step.contains("CONSTANT ROW")
        else { return }
        #expect(scannedTables.contains(String(match.output.1)), "\(step): \(statement)")
    }
}

/// Statements as they stand in Swift source.
enum SQLText {
    static func statements(in source: String) -> [String] {
        let long = source.matches(of: /SQL\(\s*"""\s*\n(?<text>[\s\S]*?)\n\s*"""/).map { String($0.output.text) }
        let short = source.matches(of: /SQL\(\s*"(?<text>[^"\n]+)"\s*\)/).map { String($0.output.text) }
        return (long + short).map { text in text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    /// Those that have a name, `static let name = SQL(…)`.
    static func named(in source: String) -> [(name: String, text: String)] {
        source.matches(of: /static let (\w+) = (SQL\((?:\s*"""[\s\S]*?"""|\s*"[^"\n]*")\s*\))/).map { match in
            (String(match.output.1), statements(in: String(match.output.2)).first ?? "")
        }
    }
}

extension Database {
    /// What SQLite will do, a line a step.
    fileprivate func queryPlan(of statement: String) throws -> [String] {
        let plan = try self.statement(id: SQL("unused").id, text: "EXPLAIN QUERY PLAN \(statement)")
        defer { plan.finish() }
        for _ in Set(statement.matches(of: /\$[0-9]+/).map { String($0.output) }) { plan.bindNull() }
        var steps: [String] = []
        while try plan.step() { steps.append(plan.text(3) ?? "") }
        return steps
    }
}

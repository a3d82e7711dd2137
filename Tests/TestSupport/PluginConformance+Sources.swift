internal import Testing

extension PluginConformance {
    func checkImports() throws {
        let allowed: Set = ["Kit", "FoundationEssentials", "Synchronization"]
        for (path, text) in try SourceTree.swiftFiles(in: folder) {
            for match in text.matches(of: /(?m)^(?:@\w+ )*(?:public |package |internal )?import (?:\w+ )?(\w+)/) {
                #expect(allowed.contains(String(match.output.1)), "\(path) imports \(match.output.1)")
            }
        }
    }

    func checkPlaceOfSQL() throws {
        for (path, text) in try SourceTree.swiftFiles(in: folder) where !path.hasSuffix("Store.swift") {
            #expect(!text.contains("SQL(") && !text.contains("Migration("), "\(path) has SQL")
        }
    }

    /// What is printed goes to nobody, and past the rules for secrets.
    func checkPrinting() throws {
        for (path, text) in try code() {
            let calls = text.matches(of: /(?:^|[^\w.]|\bSwift\.)(?:print|debugPrint|dump|NSLog|fputs|puts|printf)\(/)
            #expect(calls.isEmpty, "\(path) prints")
        }
    }

    /// Two clocks in one call disagree, and a test cannot move the other one.
    func checkClocks() throws {
        let clock = #/\bDate\(\)|\bDate\.now\b|sinceNow\b|SinceNow|\b(?:Continuous|Suspending)Clock\b|\bgettimeofday\b/#
        for (path, text) in try code() {
            #expect(text.firstMatch(of: clock) == nil, "\(path) asks a clock of its own: the time is call.now")
        }
    }

    /// The plugin's sources without comments.
    private func code() throws -> [(path: String, text: String)] {
        try SourceTree.swiftFiles(in: folder).map { file in (file.path, file.text.replacing(/\/\/.*/, with: "")) }
    }

    /// Each operation has a row in the document, which begins with its name.
    func checkOperationsOfDocument() throws {
        let rows = try SourceTree.text(of: "\(folder)/API.md").matches(of: /(?m)^\| `(\w+)`/)
            .map { String($0.output.1) }
        for name in P.operations.map(\.signature.name) {
            #expect(rows.contains(name), "API.md has no row for \(name)")
        }
    }

    /// The document's statements are lines like `- **G12** …`, and a test cites `G12`.
    func checkCitations() throws {
        let stated = try SourceTree.text(of: "\(folder)/API.md").matches(of: #/(?m)^- \*\*([A-Z]+[0-9]+)\*\* /#)
            .map { String($0.output.1) }
        #expect(!stated.isEmpty)
        #expect(Set(stated).count == stated.count, "a number is used twice")
        let tests = try SourceTree.swiftFiles(in: "Tests").filter { !$0.path.hasPrefix("TestSupport/") }
        let cited = Set(tests.flatMap { $0.text.matches(of: /\b[A-Z]+[0-9]+\b/).map { String($0.output) } })
        #expect(stated.filter { !cited.contains($0) } == [], "statements without a test")
    }
}

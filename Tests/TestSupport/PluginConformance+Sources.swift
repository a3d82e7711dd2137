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

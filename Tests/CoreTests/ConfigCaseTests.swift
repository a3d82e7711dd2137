import Core
import FoundationEssentials
import Testing

/// `Tests/ConfigCases`: each file holds a config, a line of dashes, and exactly what is said of it.
@Suite struct ConfigCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let config: String
        let expected: String

        var testDescription: String { name }
    }

    private static let folder = packageRoot + "/Tests/ConfigCases"
    private static let border: Substring = "----------"

    static let cases: [Case] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted().compactMap { (name) -> Case? in
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else { return nil }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard let dashes = lines.firstIndex(of: border) else { return nil }
            return Case(
                name: name, config: lines[..<dashes].joined(separator: "\n"),
                expected: lines[(dashes + 1)...].joined(separator: "\n"))
        }
    }()

    @Test func everyCaseFileIsRead() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        #expect(names.count == Self.cases.count)
        #expect(names.count >= 40)
    }

    @Test(arguments: cases) func theReportIsExact(of example: Case) {
        let outcome = ConfigLoader.make().check(example.config)
        #expect(outcome.report.text == example.expected, "Tests/ConfigCases/\(example.name)")
        #expect((outcome.gateway == nil) == outcome.report.hasErrors)
        #expect(!outcome.report.text.contains("hunter2"))
        #expect(!outcome.report.json.contains("hunter2"))
    }
}

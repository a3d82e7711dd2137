/// All that is wrong with a config file, by position.
package struct ConfigReport: Sendable {
    /// As messages name the file.
    package let fileName: String
    /// Errors and warnings as they stand in the file; those of one place in the order found.
    package let problems: [ConfigProblem]
    /// So many more were found, but are not kept.
    package let omittedCount: Int

    init(fileName: String, problems: [ConfigProblem], omittedCount: Int = 0) {
        self.fileName = fileName
        self.omittedCount = omittedCount
        // `sorted` is stable by its implementation only, so the index decides between equals.
        self.problems = problems.enumerated().sorted { left, right in
            let start = ConfigPosition(line: 0, column: 0)
            return (left.element.position ?? start, left.offset) < (right.element.position ?? start, right.offset)
        }.map(\.element)
    }

    /// The config cannot be used.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }

    /// There are errors, and all of them are the machine's, not the text's.
    package var hasEnvironmentErrorsOnly: Bool {
        hasErrors && problems.allSatisfy { $0.severity == .warning || $0.isOfEnvironment }
    }

    /// One line for each problem, each with a line end; empty when there is none.
    package var text: String {
        let lines = problems.map { $0.line(in: fileName) + "\n" }
        let rest = omittedCount == 0 ? "" : "\(fileName): \(omittedCount) more problems are not shown\n"
        return lines.joined() + rest
    }

    /// For programs: an object with `file`, `errors`, `warnings` and `omitted`.
    package var json: String {
        func list(_ severity: ConfigProblem.Severity) -> PrettyJSON {
            .array(problems.filter { $0.severity == severity }.map(Self.object))
        }
        return PrettyJSON.object([
            ("file", .string(fileName)), ("errors", list(.error)), ("warnings", list(.warning)),
            ("omitted", .integer(omittedCount)),
        ]).rendered
    }

    private static func object(_ problem: ConfigProblem) -> PrettyJSON {
        .object([
            ("line", problem.position.map { .integer($0.line) } ?? .null),
            ("column", problem.position.map { .integer($0.column) } ?? .null),
            ("path", .string(problem.path)), ("message", .string(problem.message)),
        ])
    }
}

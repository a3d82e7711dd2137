import Kit

/// All that is wrong with a config file, gathered while it is read and bound.
package struct ConfigReport: Sendable {
    /// More of a kind are counted, not kept: nobody reads them.
    private static let keptOfEachKind = 200

    /// The file.
    package let source: ConfigSource
    private var errors: [Problem] = []
    private var warnings: [Problem] = []
    private var omittedCount = 0

    init(_ source: ConfigSource) { self.source = source }

    /// The config cannot be used.
    package var hasErrors: Bool { !errors.isEmpty }

    /// There are errors, and all of them are the machine's, not the text's.
    package var hasEnvironmentErrorsOnly: Bool { hasErrors && errors.allSatisfy(\.isOfEnvironment) }

    /// Errors and warnings as they stand in the file; those of one place in the order found, errors first.
    package var problems: [Problem] {
        let start = ConfigPosition(line: 0, column: 0)
        // `sorted` is stable by its implementation only, so the index decides between equals.
        return (errors + warnings).enumerated().sorted { left, right in
            (left.element.position ?? start, left.offset) < (right.element.position ?? start, right.offset)
        }.map(\.element)
    }

    /// Something at this path or below it is refused already, so what follows from that need not be said.
    func hasError(at path: ConfigPath) -> Bool { errors.contains { $0.path.isWithin(path) } }

    /// `gateway.json:22:9`.
    func name(of place: ConfigPlace) -> String { "\(source.name):\(source.position(of: place.offset))" }
}

// MARK: What is found

extension ConfigReport {
    /// Notes what was found by somebody who knows where it stands.
    mutating func add(_ problem: Problem) {
        switch problem.severity {
        case .error where errors.count < Self.keptOfEachKind: errors.append(problem)
        case .warning where warnings.count < Self.keptOfEachKind: warnings.append(problem)
        default: omittedCount += 1
        }
    }

    /// Notes an error. The message is built only when it is kept.
    mutating func error(_ place: ConfigPlace, _ id: ProblemID, _ message: @autoclosure () -> String) {
        guard errors.count < Self.keptOfEachKind else { return omittedCount += 1 }
        errors.append(problem(id, .error, place, message()))
    }

    /// Notes an error of the machine: what the config names cannot be read or taken.
    mutating func environmentError(_ place: ConfigPlace, _ id: ProblemID, _ message: String) {
        add(problem(id, .error, place, message, isOfEnvironment: true))
    }

    /// Notes a warning.
    mutating func warning(_ place: ConfigPlace, _ id: ProblemID, _ message: @autoclosure () -> String) {
        guard warnings.count < Self.keptOfEachKind else { return omittedCount += 1 }
        warnings.append(problem(id, .warning, place, message()))
    }

    /// Refuses a value of the wrong kind. The value itself is not shown: it may be a secret in the wrong place.
    mutating func refuse(_ node: JSONNode, _ path: ConfigPath, wanted: String) {
        error(ConfigPlace(node.offset, path), .valueKind, "must be \(wanted), not \(node.kind.noun)")
    }

    private func problem(
        _ id: ProblemID, _ severity: Problem.Severity, _ place: ConfigPlace, _ message: String,
        isOfEnvironment: Bool = false
    ) -> Problem {
        Problem(
            id, severity: severity, position: source.position(of: place.offset), path: place.path, message: message,
            isOfEnvironment: isOfEnvironment)
    }
}

extension JSONNode.Kind {
    /// As a message names it.
    fileprivate var noun: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .integer: "an integer"
        case .number: "a number with a fraction or an exponent"
        case .true: "true"
        case .false: "false"
        case .null: "null"
        }
    }
}

// MARK: What is shown

extension ConfigReport {
    /// One line for each problem, each with a line end; empty when there is none.
    package var text: String {
        let lines = problems.map { $0.line(in: source.name) + "\n" }
        let rest = omittedCount == 0 ? "" : "\(source.name): \(omittedCount) more problems are not shown\n"
        return lines.joined() + rest
    }

    /// For programs: an object with `file`, `errors`, `warnings` and `omitted`.
    package var json: String {
        let problems = problems
        func list(_ severity: Problem.Severity) -> PrettyJSON {
            .array(problems.filter { $0.severity == severity }.map(Self.object))
        }
        return PrettyJSON.object([
            ("file", .string(source.name)), ("errors", list(.error)), ("warnings", list(.warning)),
            ("omitted", .integer(omittedCount)),
        ]).rendered
    }

    private static func object(_ problem: Problem) -> PrettyJSON {
        .object([
            ("line", problem.position.map { .integer($0.line) } ?? .null),
            ("column", problem.position.map { .integer($0.column) } ?? .null),
            ("path", .string(problem.path.description)), ("id", .string(problem.id.rawValue)),
            ("message", .string(problem.message)),
        ])
    }
}

/// Collects problems while a config is checked.
struct ConfigFindings: Sendable {
    /// More of a kind are counted, not kept: nobody reads them.
    private static let keptOfEachKind = 200

    let source: ConfigSource
    private var errors: [ConfigProblem] = []
    private var warnings: [ConfigProblem] = []
    private var omitted = 0

    init(source: ConfigSource) { self.source = source }

    /// The config cannot be used.
    var hasErrors: Bool { !errors.isEmpty }

    /// Notes an error. The message is built only when it is kept.
    mutating func error(_ place: ConfigPlace, _ message: @autoclosure () -> String) {
        guard errors.count < Self.keptOfEachKind else { return omitted += 1 }
        errors.append(problem(.error, place, message()))
    }

    /// Notes an error of the machine: a file that the config names cannot be read.
    mutating func environmentError(_ place: ConfigPlace, _ message: String) {
        var problem = problem(.error, place, message)
        problem.isOfEnvironment = true
        add(problem)
    }

    /// Notes what a plugin said of its settings.
    mutating func add(_ problem: ConfigProblem) {
        switch problem.severity {
        case .error where errors.count < Self.keptOfEachKind: errors.append(problem)
        case .warning where warnings.count < Self.keptOfEachKind: warnings.append(problem)
        default: omitted += 1
        }
    }

    /// Something at this path or below it is refused already, so what follows from that need not be said.
    func hasError(at path: ConfigPath) -> Bool {
        let path = path.description
        return errors.contains { $0.path == path || $0.path.hasPrefix(path + ".") || $0.path.hasPrefix(path + "[") }
    }

    /// Notes a warning.
    mutating func warning(_ place: ConfigPlace, _ message: @autoclosure () -> String) {
        guard warnings.count < Self.keptOfEachKind else { return omitted += 1 }
        warnings.append(problem(.warning, place, message()))
    }

    private func problem(
        _ severity: ConfigProblem.Severity, _ place: ConfigPlace, _ message: String
    ) -> ConfigProblem {
        ConfigProblem(
            severity: severity, position: source.position(of: place.offset), path: place.path.description,
            message: message)
    }

    /// `gateway.json:22:9`.
    func name(of place: ConfigPlace) -> String { "\(source.name):\(source.position(of: place.offset))" }

    /// All that was found.
    var report: ConfigReport { ConfigReport(fileName: source.name, problems: errors + warnings, omittedCount: omitted) }
}

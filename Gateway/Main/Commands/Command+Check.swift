import Core
import System

extension Command {
    static let check = Command(
        "check", "Check the config file and report every error and warning.",
        details: """
            Everything that `gateway serve` would refuse is found in one run, each with its line: unknown keys,
            values out of range, operations that no plugin has, routes that clash, certificates that do not fit
            their keys, secrets that are not there. Nothing is made or changed. Problems go to standard error,
            with --json to standard output.
            """,
        options: [.config, .json],
        exitMeanings: [.success: "the config is fine, though it may have warnings", .refused: "it has errors"],
        examples: ["gateway check", "gateway check --config staging.json --json"]
    ) { (arguments) throws(CommandFailure) in
        let outcome = ConfigFile.check(arguments.configPath)
        let code: ExitCode = outcome.report.hasErrors ? .refused : .success
        if arguments.has(.json) { return try Program.print(outcome.report.json, code) }
        StandardError.write(outcome.report.text)
        guard let gateway = outcome.gateway else {
            StandardError.write("\(arguments.configPath) has \(counts(outcome.report))\n")
            return code
        }
        let notes = outcome.report.problems.isEmpty ? "" : "; \(counts(outcome.report))"
        return try Program.print("\(arguments.configPath) is fine: \(summary(of: gateway.config))\(notes)\n", code)
    }

    /// `1 API, 5 routes, 2 listeners`.
    private static func summary(of config: GatewayConfig) -> String {
        [
            count(config.apis.count, "API"), count(config.apis.reduce(0) { $0 + $1.routes.count }, "route"),
            count(config.listeners.count, "listener"),
        ].joined(separator: ", ")
    }

    /// `2 errors and 1 warning`.
    private static func counts(_ report: ConfigReport) -> String {
        let errors = report.problems.filter { $0.severity == .error }.count
        let warnings = report.problems.count - errors
        let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map { count($0.0, $0.1) }
        return parts.joined(separator: " and ")
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

import Core
import System

extension Command {
    static let check = Command(
        "check", "Check the config file and report every error and warning.",
        details: """
            Everything that `gateway serve` would refuse is found in one run, each with its line: unknown keys,
            values out of range, operations that no plugin has or that a route does not give what they need,
            routes that clash, secrets that are not there. A config has 4 MiB at most.

            What serve opens is tried by the same code: certificates with their keys, addresses (each is taken
            and let go, without listening), the access log, the data directory with its keys and databases. An
            address that is held by the gateway at work in the data directory is fine; one that another process
            holds is an error. So run it as the user who serves, where it serves. Nothing is made or changed.

            Problems go to standard error, with --json to standard output. There each has an "id", such as
            "route.conflict", which keeps its meaning from version to version.
            """,
        options: [.config, strict, .json],
        exitMeanings: [
            .success: "the config is fine, though it may have warnings",
            .refused: "it has errors, or warnings with --strict",
            .environment: "the text has no errors, but this machine is at fault: an address, a file",
        ],
        examples: ["gateway check", "gateway check --strict", "gateway check --config staging.json --json"]
    ) { (arguments) throws(CommandFailure) in
        let outcome = ConfigFile.check(arguments.configPath)
        let code = outcome.report.exitCode(isStrict: arguments.has(strict))
        if arguments.has(.json) { return try Program.print(outcome.report.json, code) }
        StandardError.write(outcome.report.text)
        guard let gateway = outcome.gateway, code == .success else {
            StandardError.write("\(arguments.configPath) has \(counts(outcome.report))\n")
            return code
        }
        let notes = outcome.report.problems.isEmpty ? "" : "; \(counts(outcome.report))"
        return try Program.print("\(arguments.configPath) is fine: \(summary(of: gateway.config))\(notes)\n", code)
    }

    private static let strict = CommandOption.flag("--strict", "Take warnings for errors.")

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

extension ConfigReport {
    /// What `check` and `serve` end with.
    func exitCode(isStrict: Bool = false) -> ExitCode {
        if hasErrors { return hasEnvironmentErrorsOnly ? .environment : .refused }
        return isStrict && !problems.isEmpty ? .refused : .success
    }
}

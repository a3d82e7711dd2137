import Core

/// Why a command did not do what it was asked for.
struct CommandFailure: Error {
    let exitCode: ExitCode
    /// For standard error: whole lines.
    let text: String

    /// The command line is wrong.
    static func usage(_ message: String) -> CommandFailure { CommandFailure(exitCode: .usage, text: message + "\n") }
    /// What was asked for cannot be.
    static func refused(_ message: String) -> CommandFailure {
        CommandFailure(exitCode: .refused, text: message + "\n")
    }
    /// The machine is at fault.
    static func environment(_ message: String) -> CommandFailure {
        CommandFailure(exitCode: .environment, text: message + "\n")
    }

    /// The config cannot be used; every problem is shown.
    static func config(_ report: ConfigReport) -> CommandFailure {
        let end = "\(report.source.name) cannot be used: nothing was done\n"
        return CommandFailure(exitCode: .refused, text: report.text + end)
    }
}

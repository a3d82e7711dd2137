import Core
import System

/// The program `gateway`: finds the command that was typed and runs it.
enum Program {
    /// In the order of help.
    static let commands: [Command] = [
        .serve, .check, .routes, .explain, .apps, .outbox, .plugins, .errors, .schema, .version, .help,
    ]

    /// - Parameter words: the command line without the program's name.
    static func run(_ words: [String]) -> ExitCode {
        ProcessSignals.ignoreBrokenPipes()
        StandardStreams.fillClosed()
        var typed = "gateway"
        do throws(CommandFailure) {
            return try run(words[...], typed: &typed)
        } catch {
            let hint = error.exitCode == .usage ? "see `\(typed) --help`\n" : ""
            StandardError.write("\(error.exitCode == .usage ? "\(typed): " : "")\(error.text)\(hint)")
            return error.exitCode
        }
    }

    private static func run(_ words: ArraySlice<String>, typed: inout String) throws(CommandFailure) -> ExitCode {
        guard let first = words.first, first != "--help", first != "-h" else { return try print(overview) }
        if first == "--version" { return try run(Command.version, ["--json"].filter(words.contains)) }
        guard !first.hasPrefix("-") else { throw .usage("options follow the command: gateway COMMAND \(first)") }
        let (command, rest) = try find(words, typed: &typed)
        return try run(command, rest)
    }

    private static func run(_ command: Command, _ rest: some Collection<String>) throws(CommandFailure) -> ExitCode {
        switch command.content {
        case .group(let commands):
            guard let word = rest.first else {
                throw .usage("say which: \(ConfigText.list(commands.map(\.word)))")
            }
            return try print(word == "--help" || word == "-h" ? command.help : overview)
        case .action(let action):
            guard let arguments = try Arguments.parse(rest, for: command) else { return try print(command.help) }
            return try action(arguments)
        }
    }

    /// The command that the first words name, and the words after them.
    static func find(
        _ words: ArraySlice<String>, typed: inout String
    ) throws(CommandFailure) -> (command: Command, rest: ArraySlice<String>) {
        var candidates = commands
        var rest = words
        var found: Command?
        while let word = rest.first, found == nil || !word.hasPrefix("-") {
            guard let command = candidates.first(where: { $0.word == word }) else {
                let hint = NearestName.suggestion(for: word, among: candidates.map(\.word))
                throw .usage("\(ConfigText.quoted(word)) is not a command\(hint ?? "")")
            }
            rest = rest.dropFirst()
            found = command
            typed = "gateway \(command.name)"
            guard case .group(let subcommands) = command.content else { return (command, rest) }
            candidates = subcommands
        }
        guard let found else { throw .usage("a command is missing") }
        return (found, rest)
    }

    /// All commands.
    static var overview: String {
        """
        usage: gateway COMMAND [OPTIONS]

        An API gateway: serves the APIs that gateway.json describes, each by a plugin of this program.

        \(Command.list(commands))

        `gateway COMMAND --help` tells more of a command.

        """
    }

    /// Answers on standard output.
    static func print(_ text: String, _ code: ExitCode = .success) throws(CommandFailure) -> ExitCode {
        do throws(SystemError) {
            try StandardOutput.write(text)
        } catch {
            throw .environment("standard output cannot be written: \(error.reason)")
        }
        return code
    }
}

extension Command {
    /// The whole help text.
    var help: String {
        let parts = [usage, summary, details, operandHelp, optionHelp, exitHelp, exampleHelp]
        return parts.filter { !$0.isEmpty }.map { $0 + "\n" }.joined(separator: "\n")
    }

    private var usage: String {
        if case .group = content { return "usage: gateway \(name) COMMAND" }
        let words = operands.map(\.usage) + options.map(\.usage)
        return Self.wrapped(words, after: "usage: gateway \(name)")
    }

    /// Words in lines of at most 100 columns, each under the first.
    private static func wrapped(_ words: [String], after start: String) -> String {
        var lines = [start]
        for word in words {
            if lines[lines.count - 1].count + word.count + 1 > 100 {
                lines.append(String(repeating: " ", count: start.count))
            }
            lines[lines.count - 1] += " " + word
        }
        return lines.joined(separator: "\n")
    }

    private var operandHelp: String {
        if case .group(let commands) = content { return Self.list(commands) }
        guard !operands.isEmpty else { return "" }
        return "Arguments:\n" + HelpList(operands.map { ($0.name, $0.summary) }).text
    }

    private var optionHelp: String {
        "Options:\n" + HelpList((options + [.help]).map { ($0.shown, $0.summary) }).text
    }

    private var exitHelp: String {
        guard case .action = content else { return "" }
        let codes = ExitCode.allCases.map { ("\($0.rawValue)", exitMeanings[$0] ?? $0.meaning) }
        return "Exit codes:\n" + HelpList(codes).text
    }

    private var exampleHelp: String {
        examples.isEmpty ? "" : "Examples:\n" + examples.map { "  \($0)" }.joined(separator: "\n")
    }

    /// The commands with their summaries.
    static func list(_ commands: [Command]) -> String {
        "Commands:\n" + HelpList(commands.map { ($0.word, $0.summary) }).text
    }
}

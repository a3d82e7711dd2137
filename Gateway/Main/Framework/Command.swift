/// One thing that the program can be told to do, or a group of them.
struct Command: Sendable {
    /// What it does.
    typealias Action = @Sendable (Arguments) throws(CommandFailure) -> ExitCode

    /// What a command is.
    enum Content: Sendable {
        case action(Action)
        /// Its own name is followed by one of these.
        case group([Command])
    }

    /// As typed after `gateway`: `apps add`.
    let name: String
    /// One sentence for lists.
    let summary: String
    /// What a user should know beyond the summary: sentences, lines of at most 100 columns.
    let details: String
    let operands: [Operand]
    let options: [CommandOption]
    /// What its exit codes mean, where they mean more than `ExitCode.meaning`.
    let exitMeanings: [ExitCode: String]
    /// Command lines to type.
    let examples: [String]
    let content: Content

    init(
        _ name: String, _ summary: String, details: String = "", operands: [Operand] = [],
        options: [CommandOption] = [], exitMeanings: [ExitCode: String] = [:], examples: [String] = [],
        action: @escaping Action
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.operands = operands
        self.options = options
        self.exitMeanings = exitMeanings
        self.examples = examples
        content = .action(action)
    }

    /// A group.
    init(_ name: String, _ summary: String, details: String, subcommands: [Command]) {
        self.name = name
        self.summary = summary
        self.details = details
        operands = []
        options = []
        exitMeanings = [:]
        examples = []
        content = .group(subcommands)
    }

    /// The last word of its name.
    var word: String { name.split(separator: " ").last.map(String.init) ?? name }
}

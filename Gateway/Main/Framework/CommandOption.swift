/// An option that a command takes: `--json`, or `--config FILE`.
struct CommandOption: Sendable, Hashable {
    /// With its dashes.
    let name: String
    /// What follows it, as help shows it: `FILE`; `nil` for a switch.
    let placeholder: String?
    /// One sentence.
    let summary: String
    /// It may be given several times.
    let isRepeatable: Bool

    /// An option that is there or not.
    static func flag(_ name: String, _ summary: String) -> CommandOption {
        CommandOption(name: name, placeholder: nil, summary: summary, isRepeatable: false)
    }

    /// An option with a value.
    static func value(_ name: String, _ placeholder: String, _ summary: String) -> CommandOption {
        CommandOption(name: name, placeholder: placeholder, summary: summary, isRepeatable: false)
    }

    /// An option with a value that may be given several times.
    static func values(_ name: String, _ placeholder: String, _ summary: String) -> CommandOption {
        CommandOption(name: name, placeholder: placeholder, summary: summary, isRepeatable: true)
    }

    /// `--config FILE`.
    var shown: String { placeholder.map { "\(name) \($0)" } ?? name }

    /// `[--config FILE]`, as usage has it.
    var usage: String { "[\(shown)]" + (isRepeatable ? "..." : "") }
}

// Options that several commands take.
extension CommandOption {
    static let config = value("--config", "FILE", "The config file; gateway.json when left out.")
    static let dataDirectory = value(
        "--data-directory", "DIR", "Where the apps are, instead of what the config says; it is then not read.")
    static let json = flag("--json", "Write JSON, for programs to read.")
    static let help = flag("--help", "Show this help.")
}

/// One thing that is wrong with a config, whoever found it: a rule of the file, the binding, or a plugin.
package struct Problem: Sendable {
    /// Whether the gateway can start all the same.
    package enum Severity: String, Sendable {
        /// It cannot.
        case error
        /// It can, but an operator should look.
        case warning
    }

    package let id: ProblemID
    package let severity: Severity
    /// `nil` when the file could not be read at all.
    package let position: ConfigPosition?
    /// The keys that lead to it; none for the whole file.
    package let path: ConfigPath
    /// What is wrong, without the place. Never holds a secret.
    package let message: String
    /// The text is fine, but a file that it names cannot be read.
    package let isOfEnvironment: Bool

    init(
        _ id: ProblemID, severity: Severity, position: ConfigPosition?, path: ConfigPath, message: String,
        isOfEnvironment: Bool = false
    ) {
        self.id = id
        self.severity = severity
        self.position = position
        self.path = path
        self.message = message
        self.isOfEnvironment = isOfEnvironment
    }

    /// `41:17: apis.callup.routes[3].app: "supr" is not an app rule`: all but the file's name.
    package var description: String { [position?.description, words].compactMap { $0 }.joined(separator: ": ") }

    /// `gateway.json:41:17: warning: …`, without a line end.
    package func line(in fileName: String) -> String {
        "\(fileName)\(position.map { ":\($0)" } ?? ""): \(words)"
    }

    private var words: String {
        let place = path.description
        return (severity == .warning ? "warning: " : "") + (place.isEmpty ? "" : "\(place): ") + message
    }
}

/// Settings that cannot be used: every problem found, each with the key it is about.
public struct ConfigError: Error, Sendable, Equatable {
    /// One broken rule.
    public struct Problem: Sendable, Equatable {
        /// Keys from the plugin's `settings` object down to the value, e.g. `["provider", "timeoutMilliseconds"]`;
        /// array positions are decimal numbers.
        public let path: [String]
        /// The rule and the value found, e.g. `must be 1 to 3600, not 0`. Never holds a secret.
        public let message: String

        /// - Parameters: the key path below `settings`, and the sentence that follows it.
        public init(_ path: [String], _ message: String) {
            self.path = path
            self.message = message
        }
    }

    /// All problems, in the order found; never empty.
    public let problems: [Problem]

    /// - Parameter problems: at least one.
    public init(_ problems: [Problem]) {
        precondition(!problems.isEmpty, "a config error says what is wrong")
        self.problems = problems
    }

    /// A single problem at one key.
    public init(_ key: String, _ message: String) {
        self.init([Problem([key], message)])
    }
}

package import Kit

/// The path of a file, ready to be opened: a relative one is taken from the config file's directory.
package struct FilePath: Sendable, Hashable, CustomStringConvertible {
    /// The path itself, absolute or relative to the working directory.
    package let text: String

    /// - Parameters:
    ///   - text: as the config says it.
    ///   - directory: where the config file lies; empty for the working directory.
    /// - Throws: the rule that the text breaks.
    package init(_ text: String, in directory: String) throws(BrokenRule) {
        guard !text.isEmpty else { throw BrokenRule("must be the path of a file, not \"\"") }
        guard text.utf8.count <= 4095, !text.utf8.contains(0) else {
            throw BrokenRule("must be at most 4095 bytes without a zero byte")
        }
        self.text = Self.join(text, directory)
    }

    /// A path written by a programmer.
    init(trusted text: String, in directory: String) { self.text = Self.join(text, directory) }

    private static func join(_ text: String, _ directory: String) -> String {
        text.hasPrefix("/") || directory.isEmpty ? text : "\(directory)/\(text)"
    }

    /// It is a file in that directory itself, by the two texts.
    func isIn(_ directory: FilePath) -> Bool {
        !text.hasSuffix("/") && Self.steps(text).dropLast() == Self.steps(directory.text)[...]
    }

    /// What leads to it; an absolute path begins with an empty one.
    private static func steps(_ text: String) -> [Substring] {
        let steps = text.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
        return text.hasPrefix("/") ? [""] + steps : steps
    }

    package var description: String { text }
}

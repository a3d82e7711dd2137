internal import CLinux

/// The process's standard error, for the words of commands.
package enum StandardError {
    /// Writes all of the text, made visible; a closed pipe loses it.
    package static func write(_ text: String) {
        guard let file = try? AppendingFile.standardError() else { return }
        try? file.append(VisibleText.escaped(text))
    }
}

/// Ends the process without a word to anybody: no exit handlers, no flushing.
package func exitNow(_ status: Int32) -> Never { _exit(status) }

/// Ends the process.
package func exit(_ status: Int32) -> Never { CLinux.exit(status) }

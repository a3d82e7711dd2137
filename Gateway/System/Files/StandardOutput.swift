/// The process's standard output, for what commands answer.
package enum StandardOutput {
    /// Writes all of the text, made visible; may block. A reader that has gone has seen enough.
    /// - Throws: the kernel's refusal, e.g. a full disk.
    package static func write(_ text: String) throws(SystemError) {
        do throws(SystemError) {
            try AppendingFile.standardOutput().append(VisibleText.escaped(text))
        } catch {
            if !error.isBrokenPipe { throw error }
        }
    }
}

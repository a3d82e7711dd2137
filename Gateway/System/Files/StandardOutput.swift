/// The process's standard output, for what commands answer.
package enum StandardOutput {
    /// Writes all of the text; may block. A reader that has gone has seen enough.
    /// - Throws: the kernel's refusal, e.g. a full disk.
    package static func write(_ text: String) throws(SystemError) {
        do throws(SystemError) {
            try AppendingFile.standardOutput().append(Array(text.utf8))
        } catch {
            if !error.isBrokenPipe { throw error }
        }
    }
}

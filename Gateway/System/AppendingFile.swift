internal import CLinux

/// A file, or standard output or error, that only grows: logs.
package struct AppendingFile: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Opens or makes the file, readable by owner and group.
    /// - Throws: the kernel's refusal.
    package init(path: String) throws(SystemError) {
        let number = unsafe clinux_open_appending(path)
        guard number >= 0 else { throw SystemError.last("open \(path)") }
        descriptor = Descriptor(owning: number)
    }

    private init(duplicating number: Int32) throws(SystemError) {
        let copy = dup(number)
        guard copy >= 0 else { throw SystemError.last("dup") }
        descriptor = Descriptor(owning: copy)
    }

    package static func standardOutput() throws(SystemError) -> AppendingFile { try AppendingFile(duplicating: 1) }
    package static func standardError() throws(SystemError) -> AppendingFile { try AppendingFile(duplicating: 2) }

    /// Writes all of it; may block. A short write is continued.
    /// - Throws: the kernel's refusal, e.g. a full disk; how much was written is then unknown.
    package borrowing func append(_ bytes: [UInt8]) throws(SystemError) {
        if let error = write(bytes).error { throw error }
    }

    /// Writes lines; may block. A line that the kernel takes in part only is taken back, so that the next one does not
    /// end up in it.
    /// - Parameter lines: each ends with LF.
    /// - Returns: how many bytes of whole lines were written; all, unless the kernel refused, e.g. on a full disk.
    package borrowing func appendLines(_ lines: [UInt8]) -> Int {
        let written = write(lines).count
        if written == lines.count { return written }
        let complete = lines[..<written].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        if complete < written { takeBack(written - complete) }
        return complete
    }

    private borrowing func write(_ bytes: [UInt8]) -> (count: Int, error: SystemError?) {
        var written = 0
        while written < bytes.count {
            let moved = unsafe bytes.withUnsafeBytes { pointer in
                unsafe CLinux.write(
                    descriptor.number, pointer.baseAddress.map { unsafe $0 + written }, pointer.count - written)
            }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved >= 0 else { return (written, SystemError.last("write")) }
            written += moved
        }
        return (written, nil)
    }

    /// Shortens a regular file by its last bytes, or ends the line where nothing can be taken back.
    private borrowing func takeBack(_ count: Int) {
        let size = lseek(descriptor.number, 0, Int32(SEEK_END))
        guard size >= off_t(count), ftruncate(descriptor.number, size - off_t(count)) == 0 else {
            _ = write([0x0A])
            return
        }
    }
}

internal import CLinux

/// A file, or standard output or error, that only grows: logs.
package struct AppendingFile: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Opens or makes the file, readable by owner and group.
    /// - Throws: the kernel's refusal; ENXIO for a pipe that nobody reads.
    package init(path: String) throws(SystemError) {
        let number = unsafe clinux_open_appending(path)
        guard number >= 0 else { throw SystemError.last("open \(path)") }
        descriptor = Descriptor(owning: number)
    }

    /// Finds out whether `init(path:)` would succeed, and neither makes nor changes anything.
    /// - Throws: what it would throw.
    package static func tryOut(_ path: String) throws(SystemError) {
        let action = "open \(path)"
        let number = unsafe clinux_open_existing_appending(path)
        if number >= 0 { return _ = Descriptor(owning: number) }
        guard clinux_errno() == ENOENT else { throw SystemError.last(action) }
        // It would be made, where a link leads to; the kernel would have told of a circle.
        var place = path
        while let target = PrivateFile.linked(place) { place = target }
        guard !place.hasSuffix("/") else { throw SystemError(action, number: EISDIR) }
        try PrivateFile.tryOutFolder(of: place, action)
    }

    /// Writes to an open descriptor's file; the descriptor stays its owner's.
    package init(duplicating number: Int32) throws(SystemError) {
        let copy = dup(number)
        guard copy >= 0 else { throw SystemError.last("dup") }
        descriptor = Descriptor(owning: copy)
    }

    package static func standardOutput() throws(SystemError) -> AppendingFile { try AppendingFile(duplicating: 1) }
    package static func standardError() throws(SystemError) -> AppendingFile { try AppendingFile(duplicating: 2) }

    /// Writes all of it; may block. A short write is continued.
    /// - Throws: the kernel's refusal, e.g. a full disk; some of it may have been written.
    package borrowing func append(_ bytes: [UInt8]) throws(SystemError) {
        guard appendWhatFits(bytes[...]) < bytes.count else { return }
        throw SystemError.last("write")
    }

    /// Writes until the kernel refuses; may block.
    /// - Returns: how many bytes were written: all, unless it refused.
    package borrowing func appendWhatFits(_ bytes: ArraySlice<UInt8>) -> Int {
        var written = 0
        while written < bytes.count {
            let moved = unsafe bytes.withUnsafeBytes { pointer in
                unsafe write(
                    descriptor.number, pointer.baseAddress.map { unsafe $0 + written }, pointer.count - written)
            }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved > 0 else { break }
            written += moved
        }
        return written
    }
}

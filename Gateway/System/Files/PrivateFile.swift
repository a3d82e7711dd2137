internal import CLinux

/// Small files that only the owner may read, and the directories they are in.
package enum PrivateFile {
    /// Makes the directory, mode 0700, unless it is there.
    /// - Throws: the kernel's refusal; the directory above it must exist.
    package static func makeDirectory(_ path: String) throws(SystemError) {
        if unsafe mkdir(path, 0o700) == 0 { return try flushDirectory(path + "/..") }
        guard clinux_errno() == EEXIST else { throw SystemError.last("make directory \(path)") }
        // It may be something other than a directory.
        try flushDirectory(path)
    }

    /// Finds out whether `makeDirectory` would succeed and what it made could be used, and changes nothing.
    /// - Returns: whether the directory is there.
    /// - Throws: what it would throw.
    package static func tryOutDirectory(_ path: String) throws(SystemError) -> Bool {
        let action = "use directory \(path)"
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            let error = SystemError.last(action)
            // A link to nowhere is not replaced.
            guard error.isNoEntry, linked(path) == nil else { throw error }
            try tryOutFolder(of: path, "make directory \(path)")
            return false
        }
        guard status.st_mode & mode_t(S_IFMT) == mode_t(S_IFDIR) else { throw SystemError(action, number: ENOTDIR) }
        guard unsafe clinux_may_use(path, R_OK | W_OK | X_OK) == 0 else { throw SystemError.last(action) }
        return true
    }

    /// Finds out whether something new of that name can be made where it would be.
    static func tryOutFolder(of path: String, _ action: String) throws(SystemError) {
        let slashes = path.reversed().prefix { $0 == "/" }.count
        let name = path.dropLast(slashes)
        let folder = name.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard unsafe clinux_may_use(folder, W_OK | X_OK) == 0 else { throw SystemError.last(action) }
    }

    /// Where a symbolic link leads; `nil` for what is none.
    static func linked(_ path: String) -> String? {
        var text = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink(path, &text, text.count)
        guard count > 0 else { return nil }
        let target = String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard !target.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return target }
        return path[...slash] + target
    }

    /// Makes an empty file, mode 0600, unless there is one: then it is not even opened, since to close a file drops
    /// all locks that this process has on it (fcntl(2)).
    static func createIfMissing(_ path: String) throws(SystemError) {
        let number = unsafe clinux_create_if_missing(path)
        guard number < 0 else { return _ = Descriptor(owning: number) }
        guard clinux_errno() == EEXIST else { throw SystemError.last("create \(path)") }
    }

    /// Writes a new file, mode 0600, so that after a crash it is there as a whole or not at all: into a file beside it
    /// that is flushed, renamed, and made lasting by a flush of the directory.
    package static func write(_ bytes: [UInt8], to name: String, in directory: String) throws(SystemError) {
        let temporary = "\(directory)/.\(name).new"
        let path = "\(directory)/\(name)"
        try writeAndFlush(bytes, to: temporary)
        guard unsafe rename(temporary, path) == 0 else { throw SystemError.last("rename \(temporary)") }
        try flushDirectory(directory)
    }

    private static func writeAndFlush(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let number = unsafe clinux_create_private(path)
        guard number >= 0 else { throw SystemError.last("create \(path)") }
        let descriptor = Descriptor(owning: number)
        var written = 0
        while written < bytes.count {
            let moved = unsafe bytes.withUnsafeBytes { buffer in
                unsafe CLinux.write(
                    descriptor.number, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
            }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved >= 0 else { throw SystemError.last("write \(path)") }
            written += moved
        }
        guard fsync(descriptor.number) == 0 else { throw SystemError.last("flush \(path)") }
    }

    static func flushDirectory(_ path: String) throws(SystemError) {
        let number = unsafe clinux_open_directory(path)
        guard number >= 0 else { throw SystemError.last("open \(path)") }
        let descriptor = Descriptor(owning: number)
        guard fsync(descriptor.number) == 0 else { throw SystemError.last("flush \(path)") }
    }
}

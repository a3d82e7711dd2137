internal import CLinux

/// A regular file that was read whole: a config, a secret.
package struct SmallFile: Sendable {
    package let bytes: [UInt8]
    package let access: FileAccess

    /// - Parameter access: its owner's alone.
    package init(bytes: [UInt8], access: FileAccess = FileAccess(mode: 0o600)) {
        self.bytes = bytes
        self.access = access
    }

    /// Reads a file; may block on its disk.
    /// - Throws: the kernel's refusal; EISDIR for a directory, EINVAL for a pipe or device, EFBIG beyond the limit.
    package init(reading path: String, limitBytes: Int) throws(SystemError) {
        let action = "read \(path)"
        guard !path.utf8.contains(0) else { throw SystemError(action, number: EINVAL) }
        let number = unsafe clinux_open_reading(path)
        guard number >= 0 else { throw SystemError.last(action) }
        let descriptor = Descriptor(owning: number)
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0 else { throw SystemError.last(action) }
        let kind = status.st_mode & mode_t(S_IFMT)
        guard kind == mode_t(S_IFREG) else {
            throw SystemError(action, number: kind == mode_t(S_IFDIR) ? EISDIR : EINVAL)
        }
        bytes = try Self.read(descriptor, limitBytes: limitBytes, action)
        access = FileAccess(status)
    }

    /// Whether there is something of that name; not when that cannot be found out.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0
    }

    private static func read(
        _ descriptor: borrowing Descriptor, limitBytes: Int, _ action: String
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let moved = unsafe chunk.withUnsafeMutableBytes { pointer in
                unsafe CLinux.read(descriptor.number, pointer.baseAddress, pointer.count)
            }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved >= 0 else { throw SystemError.last(action) }
            if moved == 0 { return bytes }
            bytes += chunk[..<moved]
            guard bytes.count <= limitBytes else { throw SystemError(action, number: EFBIG) }
        }
    }
}

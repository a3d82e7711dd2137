internal import CLinux

/// Files that only the owner may read, written and read piece by piece. One is open only while a piece is moved, so
/// that it costs none of the descriptors that connections need. All of it may block on the disk.
package enum PieceFile {
    /// Adds bytes at the end; makes the file, mode 0600, when it is not there.
    /// - Throws: the kernel's refusal, e.g. a full disk; some of it may have been written.
    package static func append(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let number = unsafe clinux_open_private_appending(path)
        guard number >= 0 else { throw SystemError.last("open \(path)") }
        let descriptor = Descriptor(owning: number)
        var written = 0
        while written < bytes.count {
            let moved = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(descriptor.number, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
            }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved >= 0 else { throw SystemError.last("write \(path)") }
            written += moved
        }
    }

    /// Makes what was written, and the file's name, outlast a loss of power.
    package static func flush(_ name: String, in directory: String) throws(SystemError) {
        let path = "\(directory)/\(name)"
        let number = unsafe clinux_open_reading(path)
        guard number >= 0 else { throw SystemError.last("open \(path)") }
        let descriptor = Descriptor(owning: number)
        guard fsync(descriptor.number) == 0 else { throw SystemError.last("flush \(path)") }
        try PrivateFile.flushDirectory(directory)
    }

    /// Reads so many bytes.
    /// - Throws: the kernel's refusal; EIO when the file ends before.
    package static func read(_ path: String, _ range: Range<Int>) throws(SystemError) -> [UInt8] {
        let number = unsafe clinux_open_reading(path)
        guard number >= 0 else { throw SystemError.last("open \(path)") }
        let descriptor = Descriptor(owning: number)
        var bytes = [UInt8](repeating: 0, count: range.count)
        var count = 0
        while count < bytes.count {
            let offset = range.lowerBound + count
            let moved = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor.number, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count, offset)
            }
            if moved < 0, clinux_errno() == EINTR { continue }
            guard moved >= 0 else { throw SystemError.last("read \(path)") }
            guard moved > 0 else { throw SystemError("read \(path)", number: EIO) }
            count += moved
        }
        return bytes
    }

    /// Removes a file; one that is not there is no mistake.
    package static func remove(_ path: String) throws(SystemError) {
        guard unsafe unlink(path) != 0, clinux_errno() != ENOENT else { return }
        throw SystemError.last("remove \(path)")
    }

    /// Everything in a directory, in no order.
    package static func names(in directory: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(directory) else { throw SystemError.last("open \(directory)") }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe String(cString: clinux_entry_name(entry))
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

extension SystemError {
    /// There is no room on the disk, or none for this user.
    package var isFullDisk: Bool { number == ENOSPC || number == EDQUOT || number == EFBIG }
}

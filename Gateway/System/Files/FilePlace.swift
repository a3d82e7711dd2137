internal import CLinux

/// A file or folder as it was found at a path: whether it is still what stands there.
package struct FilePlace: Sendable {
    /// Where it stood.
    package let path: String
    private let device: UInt
    private let number: UInt

    /// - Returns: `nil` when there is nothing at the path, or it cannot be looked at.
    package init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.path = path
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
    }

    /// The path still leads to it: it was not removed, moved or replaced. One system call.
    package var isInPlace: Bool {
        guard let now = FilePlace(path) else { return false }
        return now.device == device && now.number == number
    }

    /// The length of the file at a path; `nil` when there is none.
    package static func byteCount(_ path: String) -> Int? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Int(status.st_size)
    }
}

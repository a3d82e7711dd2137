internal import CLinux

/// A file whose lock says that a process is at work; it holds that process's number. The kernel drops the lock when
/// the process ends, however it ends.
package final class LockFile: Sendable {
    /// What became of an attempt.
    package enum Outcome: Sendable {
        /// It is ours until the last reference goes.
        case taken(LockFile)
        /// Another process has it; its number, if it is to be read.
        case held(by: Int?)
    }

    private let descriptor: Descriptor

    private init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Takes the lock without waiting (flock(2)).
    /// - Throws: the kernel's refusal to open, lock or write the file.
    package static func take(_ path: String) throws(SystemError) -> Outcome {
        let number = unsafe clinux_open_lock(path)
        guard number >= 0 else { throw SystemError.last("open \(path)") }
        let descriptor = Descriptor(owning: number)
        if clinux_lock_exclusively(descriptor.number) != 0 {
            guard clinux_errno() == EWOULDBLOCK else { throw SystemError.last("lock \(path)") }
            return .held(by: readOwner(descriptor))
        }
        try writeOwner(descriptor, path: path)
        return .taken(LockFile(descriptor))
    }

    /// A process that has a lock.
    package struct Holder: Sendable, Equatable {
        /// `nil` when it is not to be read.
        package let processID: Int?

        package init(processID: Int?) { self.processID = processID }
    }

    /// Who has the lock. Neither makes nor changes anything.
    /// - Throws: the kernel's refusal to open or lock the file.
    package static func holder(of path: String) throws(SystemError) -> Holder? {
        let number = unsafe clinux_open_reading(path)
        guard number >= 0 else {
            if clinux_errno() == ENOENT { return nil }
            throw SystemError.last("open \(path)")
        }
        let descriptor = Descriptor(owning: number)
        // Shared, so that those who only look do not see each other; it is let go at once.
        if clinux_lock_shared(descriptor.number) == 0 { return nil }
        guard clinux_errno() == EWOULDBLOCK else { throw SystemError.last("lock \(path)") }
        return Holder(processID: readOwner(descriptor))
    }

    private static func readOwner(_ descriptor: borrowing Descriptor) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor.number, $0.baseAddress, $0.count, 0) }
        return Int(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0A }, as: UTF8.self))
    }

    private static func writeOwner(_ descriptor: borrowing Descriptor, path: String) throws(SystemError) {
        let bytes = Array("\(getpid())\n".utf8)
        let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor.number, $0.baseAddress, $0.count, 0) }
        guard count == bytes.count, ftruncate(descriptor.number, bytes.count) == 0 else {
            throw SystemError.last("write \(path)")
        }
    }
}

import Kit
package import System

/// The directory with everything the gateway keeps: database files and keys. One gateway process at a time.
package final class DataDirectory: Sendable {
    /// As configured.
    package let path: String
    private let lock: LockFile

    /// Makes the directory if it is missing, and takes it for this process until the last reference goes.
    /// - Throws: `inUse` when another gateway has it.
    package init(path: String) throws(DataDirectoryError) {
        self.path = path
        try Self.prepare(path)
        let outcome: LockFile.Outcome
        do { outcome = try LockFile.take(Self.lockPath(path)) } catch { throw .unusable(path: path, error) }
        switch outcome {
        case .taken(let lock): self.lock = lock
        case .held(let processID): throw .inUse(path: path, processID: processID)
        }
    }

    /// What `init` would find.
    package enum State: Sendable {
        /// Nothing; it can be made.
        case missing
        case free
        /// A gateway is at work in it.
        case inUse(by: LockFile.Holder)
    }

    /// Finds out whether `init` would succeed, and neither makes nor changes anything.
    /// - Throws: what it would throw, but for `inUse`.
    package static func tryOut(_ path: String) throws(DataDirectoryError) -> State {
        let state: State
        do {
            guard try PrivateFile.tryOutDirectory(path) else { return .missing }
            state = try LockFile.holder(of: lockPath(path)).map(State.inUse) ?? .free
        } catch { throw .unusable(path: path, error) }
        _ = try existingKey(logKey.name, byteCount: logKey.byteCount, in: path)
        return state
    }

    /// What turns tokens into their fingerprints for the access log.
    package static let logKey = (name: "access-log", byteCount: 32)

    private static func lockPath(_ path: String) -> String { "\(path)/gateway.lock" }

    /// Makes the directory, mode 0700, unless it is there; for commands that work beside a running gateway.
    package static func prepare(_ path: String) throws(DataDirectoryError) {
        do { try PrivateFile.makeDirectory(path) } catch { throw .unusable(path: path, error) }
    }

    /// The path of a database file: `goncord` is `goncord.sqlite`.
    package static func databasePath(_ name: String, in directory: String) -> String { "\(directory)/\(name).sqlite" }

    /// The path of a plugin's folder of files, beside its database.
    package static func filesPath(_ name: String, in directory: String) -> String { "\(directory)/\(name).files" }

    /// The bytes of the key file `NAME.key`, made from random bytes if there is none. For one thread at a time.
    package func key(_ name: String, byteCount: Int) throws(DataDirectoryError) -> [UInt8] {
        if let key = try Self.existingKey(name, byteCount: byteCount, in: path) { return key }
        return try makeKey("\(name).key", byteCount: byteCount)
    }

    /// The same of a directory that another process may hold; `nil` when there is no such file. Changes nothing.
    package static func existingKey(
        _ name: String, byteCount: Int, in path: String
    ) throws(DataDirectoryError) -> [UInt8]? {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isAllowedInKeyName) else {
            throw .badKeyName(name)
        }
        let file = "\(path)/\(name).key"
        let found: SmallFile
        do throws(SystemError) { found = try SmallFile(reading: file, limitBytes: max(4096, byteCount)) } catch {
            if error.isNoEntry { return nil }
            throw .unusable(path: path, error)
        }
        guard !found.access.exposesKey else { throw .exposedKey(path: file) }
        guard found.bytes.count == byteCount else {
            throw .wrongKeyLength(path: file, expected: byteCount, found: found.bytes.count)
        }
        return found.bytes
    }

    private func makeKey(_ name: String, byteCount: Int) throws(DataDirectoryError) -> [UInt8] {
        let bytes = Random.bytes(byteCount)
        do { try PrivateFile.write(bytes, to: name, in: path) } catch { throw .unusable(path: path, error) }
        return bytes
    }

    private static func isAllowedInKeyName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte.isDigit || "-_".utf8.contains(byte)
    }
}

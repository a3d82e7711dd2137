import System

/// Resolves the secret references of one settings object.
package final class SecretSource: Sendable {
    /// A secret that works, but that others may read.
    package struct Warning: Sendable {
        /// Where the reference stands, in bytes from the start of the config file.
        package let offset: Int
        /// Keys from the settings object down to it; array positions are decimal numbers.
        package let path: [String]
        package let message: String
    }

    private static let limitBytes = 65_536
    private static let wanted = #"must be {"env": "NAME"} or {"file": "path"}"#

    /// Whether references are followed. Their form is checked in any case.
    package enum Resolution: Sendable {
        /// None: for those who only look at the config, and for an API that is switched off.
        case none
        /// Those that can be: for those who want to know as much as they may.
        case possible
        /// All: one that cannot be is an error.
        case all
    }

    private struct Noted {
        var warnings: [Warning] = []
        var unresolved: [String] = []
    }

    private let environment: ConfigEnvironment
    private let directory: String
    private let resolution: Resolution
    private let noted = Lock(Noted())

    /// - Parameter directory: where relative paths start; empty for the working directory.
    package init(environment: ConfigEnvironment, directory: String, resolution: Resolution) {
        self.environment = environment
        self.directory = directory
        self.resolution = resolution
    }

    /// In the order resolved.
    package var warnings: [Warning] { noted.withLock { $0.warnings } }
    /// Why secrets have something in their place, in the order met; none when all are to be resolved.
    package var unresolved: [String] { noted.withLock { $0.unresolved } }

    /// - Throws: words that show the name or the path, never a value.
    /// - Parameter path: leads to the node; asked for when something is to be said of it.
    /// - Returns: `nil` for one that is not resolved.
    func resolve(_ node: JSONNode, path: () -> [String]) throws(BrokenRule) -> [UInt8]? {
        guard node.kind == .object else {
            throw BrokenRule("\(Self.wanted); a secret is not written into the config itself")
        }
        let members = Array(node.members)
        guard members.count == 1, let member = members.first, let text = member.value.string, !text.isEmpty else {
            throw BrokenRule(Self.wanted)
        }
        switch member.key {
        case "env": return try variable(text)
        case "file": return try file(text, node, path)
        default: throw BrokenRule(Self.wanted)
        }
    }

    /// Follows a reference, as far as that is wanted.
    private func follow<Value>(
        _ name: String, _ read: () throws(BrokenRule) -> Value
    ) throws(BrokenRule) -> Value? {
        switch resolution {
        case .all: return try read()
        case .none: noted.withLock { $0.unresolved.append("\(name) was not looked at") }
        case .possible:
            do throws(BrokenRule) { return try read() } catch { noted.withLock { $0.unresolved.append(error.text) } }
        }
        return nil
    }

    private func variable(_ name: String) throws(BrokenRule) -> [UInt8]? {
        let isName = name.utf8.count <= 128 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3D }
        guard isName else { throw BrokenRule("the value of \"env\" is not the name of an environment variable") }
        return try follow("the environment variable \(name)") { () throws(BrokenRule) in
            guard let value = environment.variable(name) else {
                throw BrokenRule("the environment variable \(name) is not set")
            }
            let secret = Self.withoutLineEnd(value)
            guard !secret.isEmpty else { throw BrokenRule("the environment variable \(name) is empty") }
            return secret
        }
    }

    private func file(_ name: String, _ node: JSONNode, _ path: () -> [String]) throws(BrokenRule) -> [UInt8]? {
        guard Self.isPath(name) else { throw BrokenRule("the value of \"file\" is not a path") }
        let full = fullPath(name)
        return try follow("the file \(full)") { () throws(BrokenRule) in try secret(inFile: full, node, path) }
    }

    private func secret(
        inFile full: String, _ node: JSONNode, _ path: () -> [String]
    ) throws(BrokenRule) -> [UInt8] {
        let file = try read(full, limitBytes: Self.limitBytes)
        let secret = Self.withoutLineEnd(file.bytes)
        guard !secret.isEmpty else { throw BrokenRule("the file \(full) is empty") }
        if file.access.exposesKey {
            let readers = file.access.isWorldReadable ? "every user of this machine" : "others than its owner"
            let message = "the file \(full) may be read by \(readers)"
            let warning = Warning(offset: node.offset, path: path(), message: message)
            noted.withLock { $0.warnings.append(warning) }
        }
        return secret
    }

    /// A file that is no secret, of at most 1 MiB; `nil` for one that is not read.
    func content(ofFile name: String) throws(BrokenRule) -> (path: String, bytes: [UInt8])? {
        guard !name.isEmpty, Self.isPath(name) else { throw BrokenRule("must be a path") }
        let full = fullPath(name)
        return try follow("the file \(full)") { () throws(BrokenRule) in
            (full, try read(full, limitBytes: 1 << 20).bytes)
        }
    }

    private static func isPath(_ name: String) -> Bool {
        name.utf8.count <= 4095 && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private func fullPath(_ name: String) -> String {
        name.hasPrefix("/") || directory.isEmpty ? name : "\(directory)/\(name)"
    }

    private func read(_ path: String, limitBytes: Int) throws(BrokenRule) -> SmallFile {
        do throws(SystemError) {
            return try environment.file(path, limitBytes)
        } catch {
            throw BrokenRule("the file \(path) cannot be read: \(error.reason)")
        }
    }

    private static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.last == UInt8(ascii: "\n") else { return bytes }
        let line = bytes.dropLast()
        return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }
}

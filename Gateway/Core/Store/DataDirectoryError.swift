package import System

/// Why the data directory cannot be used. All of it is the environment's fault.
package enum DataDirectoryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kernel refuses.
    case unusable(path: String, SystemError)
    /// A gateway is at work in it; its process number, if that is to be read.
    case inUse(path: String, processID: Int?)
    /// A key file has another length than the key.
    case wrongKeyLength(path: String, expected: Int, found: Int)
    /// A key file that others than its owner may read.
    case exposedKey(path: String)
    /// Not the name of a key: 1 to 64 of `a`–`z`, digits, `-` and `_`.
    case badKeyName(String)

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .unusable(let path, let error): "data directory \(path) cannot be used: \(error)"
        case .inUse(let path, let processID?): "data directory \(path) is in use by gateway process \(processID)"
        case .inUse(let path, nil): "data directory \(path) is in use by another gateway process"
        case .wrongKeyLength(let path, let expected, let found):
            "key file \(path) must have \(expected) bytes, not \(found)"
        case .exposedKey(let path): "key file \(path) can be read by others: chmod 600 \(path)"
        case .badKeyName(let name): "\"\(name)\" is not the name of a key"
        }
    }
}

package import System

/// What secrets and files that settings name are read from. Tests and the fuzzer put their own in.
package struct ConfigEnvironment: Sendable {
    /// An environment variable's bytes.
    package let variable: @Sendable (String) -> [UInt8]?
    /// A whole file of at most so many bytes.
    package let file: @Sendable (_ path: String, _ limitBytes: Int) throws(SystemError) -> SmallFile

    package init(
        variable: @escaping @Sendable (String) -> [UInt8]?,
        file: @escaping @Sendable (_ path: String, _ limitBytes: Int) throws(SystemError) -> SmallFile
    ) {
        self.variable = variable
        self.file = file
    }

    /// The process's own.
    package static let machine = ConfigEnvironment(
        variable: { EnvironmentVariable.value($0) },
        file: { (path, limitBytes) throws(SystemError) in try SmallFile(reading: path, limitBytes: limitBytes) })
}

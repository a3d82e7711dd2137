internal import CLinux

/// The environment that the process was started with.
package enum EnvironmentVariable {
    /// The bytes of a variable; `nil` when it is not set. Only while no other thread changes the environment.
    package static func value(_ name: String) -> [UInt8]? {
        guard !name.utf8.contains(0), let text = unsafe getenv(name) else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
}

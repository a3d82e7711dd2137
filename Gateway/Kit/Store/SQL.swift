import Synchronization

/// One statement, prepared once on each connection and kept. Declare each as a `static let` in the plugin's store file.
public struct SQL: Sendable {
    private static let nextID = Atomic<Int>(0)

    /// Identifies the statement among all of the program; the index into a connection's prepared statements.
    package let id: Int
    /// The text, with parameters `$1`, `$2`, ….
    package let text: String

    /// - Parameter text: exactly one statement with parameters `$1`, `$2`, ….
    public init(_ text: StaticString) {
        id = Self.nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        self.text = "\(text)"
    }
}

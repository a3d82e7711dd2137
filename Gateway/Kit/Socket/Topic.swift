/// What connections can be reached by: a text of the plugin's own, such as `user:4`. Topics of two APIs never meet.
///
/// A connection has its topics from its start on, gets more and loses some by its events, and may be given one by any
/// writing operation. How many they are is bounded by the plugin.
public struct Topic: Sendable, Hashable, CustomStringConvertible {
    /// The text.
    public let description: String

    /// - Parameter text: any.
    public init(_ text: String) { description = text }
}

/// Which open connection is meant; never given to another while the process lives.
public struct ConnectionID: Sendable, Hashable {
    /// The loop that it lives on.
    package let loop: UInt32
    /// Which of that loop's connections it is.
    package let number: UInt64

    package init(loop: UInt32, number: UInt64) {
        self.loop = loop
        self.number = number
    }
}

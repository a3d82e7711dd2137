/// One entry of the error catalogue: the same code stands in the body, the log line, the metric and `gateway errors`.
public struct ErrorCode: Sendable, Hashable, CustomStringConvertible {
    /// The stable name, e.g. `token.missing`: lower-case words, a dot between area and rule.
    public let name: String
    /// The HTTP status, 400 to 599.
    public let status: Int
    /// What the client reads.
    public let message: String
    /// What an operator reads in `gateway errors`: when it happens, and what to do.
    public let meaning: String

    /// Traps on a status that is no error: codes are written by programmers.
    public init(_ name: String, status: Int, message: String, meaning: String) {
        precondition((400...599).contains(status), "an error has a 4xx or 5xx status")
        self.name = name
        self.status = status
        self.message = message
        self.meaning = meaning
    }

    /// The client asks for what no gateway of this kind does (501, 505), or made a mistake (4xx). No operator has to
    /// know at once.
    package var isClientsFault: Bool { status < 500 || status == 501 || status == 505 }

    /// The name.
    public var description: String { name }

    /// Codes are the same when their names are.
    public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    /// By the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

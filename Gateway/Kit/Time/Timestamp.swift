/// A moment: milliseconds since 1970-01-01T00:00:00Z, as stored and compared everywhere.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since the epoch.
    public let milliseconds: Int64

    /// - Parameter milliseconds: since the epoch.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whole seconds since the epoch, rounded down (a JWT's NumericDate, RFC 7519 §2).
    public var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }

    /// That many seconds later, or earlier when negative.
    public func adding(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1000) }

    /// By time.
    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

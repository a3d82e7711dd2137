extension ConfigError.Problem {
    /// A number that is out of its range; `nil` when it is not.
    public init?(_ key: String, _ value: Int, mustBeIn range: ClosedRange<Int>) {
        guard !range.contains(value) else { return nil }
        self.init([key], "must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
}

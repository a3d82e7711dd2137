/// How far a zone's clocks are ahead of UTC, in seconds: one number at first, then another from each change on.
struct ZoneOffsets: Sendable, Equatable {
    private let first: Int
    /// Seconds since the epoch, ascending.
    private var starts: [Int64] = []
    /// From the start with the same index on.
    private var values: [Int] = []

    init(first: Int) { self.first = first }

    /// The last change; `nil` when there is none.
    var lastStart: Int64? { starts.last }

    /// A change that comes after all others; one that does not is left out.
    mutating func append(_ value: Int, from start: Int64) {
        if let last = starts.last, last >= start { return }
        starts.append(start)
        values.append(value)
    }

    /// - Parameter seconds: since the epoch.
    func seconds(at seconds: Int64) -> Int {
        // The number of changes up to then.
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : values[low - 1]
    }
}

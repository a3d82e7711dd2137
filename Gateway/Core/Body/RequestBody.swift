import System

/// Where the content of a request goes, chosen when its head is read.
struct RequestBody {
    /// The content so far, without its transfer coding.
    private(set) var bytes: [UInt8] = []
    /// Room set aside for it.
    private var reservation: BodyBudget.Reservation?

    /// Prepares for content.
    /// - Parameters:
    ///   - announcedBytes: what the head says; `nil` when it does not say.
    ///   - limitBytes: the most that will come.
    /// - Returns: `false` when there is no room for it now.
    mutating func open(announcedBytes: Int?, limitBytes: Int, budget: BodyBudget) -> Bool {
        let byteCount = announcedBytes ?? limitBytes
        if byteCount > BodyBudget.freeBytes {
            guard let reservation = budget.reserve(byteCount) else { return false }
            self.reservation = reservation
        }
        // What a client only announces costs no memory.
        if let announcedBytes, announcedBytes > 0 { bytes.reserveCapacity(min(announcedBytes, 65_536)) }
        return true
    }

    mutating func append(_ content: Span<UInt8>) { bytes.append(copying: content) }

    /// Ready for the next request. Keeps what was allocated, except when it grew beyond the usual.
    mutating func reset() {
        reservation = nil
        if !bytes.isEmpty { bytes.removeAll(keepingCapacity: bytes.capacity <= 65_536) }
    }
}

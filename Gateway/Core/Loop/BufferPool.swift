/// Byte arrays that the connections of one loop borrow while they have bytes in hand, so that an idle connection holds
/// none. Bound to its loop.
final class BufferPool {
    /// How many bytes an array of the pool holds before it grows.
    static let capacityBytes = 16 * 1024
    private static let keptBuffers = 64

    private var free: [[UInt8]] = []

    /// An empty array with room.
    func take() -> [UInt8] {
        if let buffer = free.popLast() { return buffer }
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.capacityBytes)
        return buffer
    }

    /// Takes an array back and leaves the owner an empty one without storage. One that has grown is let go.
    func giveBack(_ buffer: inout [UInt8]) {
        var returned: [UInt8] = []
        swap(&returned, &buffer)
        let isOrdinary = (Self.capacityBytes..<Self.capacityBytes * 4).contains(returned.capacity)
        guard isOrdinary, free.count < Self.keptBuffers else { return }
        returned.removeAll(keepingCapacity: true)
        free.append(returned)
    }
}

@available(*, unavailable)
extension BufferPool: Sendable {}

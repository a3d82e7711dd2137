/// Memory that the buffers of one event loop borrow while they have bytes in hand, so that an idle connection holds
/// none. For one thread.
@safe package struct ByteBufferPool: ~Copyable {
    /// The room that a buffer gets, in bytes.
    package let pieceBytes: Int
    private let kept: UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt8>>
    private var keptCount = 0

    /// - Parameters:
    ///   - pieceBytes: 64 or more, and less than 128 KiB.
    ///   - limit: how many pieces are kept for later; what is beyond is freed.
    package init(pieceBytes: Int = 16 << 10, keepingAtMost limit: Int = 64) {
        self.pieceBytes = ByteMemory.checkedPiece(pieceBytes)
        unsafe kept = .allocate(capacity: limit)
    }

    deinit {
        for index in 0..<keptCount { unsafe ByteMemory.free(kept[index], pieceBytes) }
        unsafe kept.deallocate()
    }

    /// Gives a buffer without memory a piece; any other keeps what it has.
    package mutating func equip(_ buffer: inout ByteBuffer) {
        guard buffer.capacity == 0 else { return }
        guard keptCount > 0 else { return buffer.reserve(pieceBytes) }
        keptCount &-= 1
        unsafe buffer.adopt(kept[keptCount], capacity: pieceBytes)
    }

    /// Takes the memory of a buffer back; its bytes are dropped. Memory that has grown is freed.
    package mutating func takeBack(_ buffer: inout ByteBuffer) {
        guard buffer.capacity == pieceBytes, unsafe keptCount < kept.count, let piece = unsafe buffer.surrender() else {
            return buffer.release()
        }
        unsafe kept.initializeElement(at: keptCount, to: piece)
        keptCount &+= 1
    }
}

/// Bytes that are added at the end, in memory that belongs to the buffer alone: adding asks nobody whether it is
/// shared, as an array does each time. For texts that are put together from many pieces.
///
/// An empty buffer holds no memory until something is added. The spans that it hands out end before it changes: the
/// compiler sees to that. Any one thread at a time.
@usableFromInline @safe package struct ByteBuffer: ~Copyable, @unchecked Sendable {
    // Unchecked for the pointer only: it goes with the buffer, and nothing else has it.

    private static let leastCapacity = 64

    @usableFromInline var memory: UnsafeMutablePointer<UInt8>?
    /// How many bytes `memory` has room for.
    @usableFromInline package private(set) var capacity = 0
    /// How many bytes there are.
    @usableFromInline package var count = 0

    /// Without memory.
    package init() { unsafe memory = nil }

    deinit { unsafe memory?.deallocate() }

    @inlinable package var isEmpty: Bool { count == 0 }

    /// The bytes, the oldest first.
    @inlinable package var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe UnsafeBufferPointer(start: memory.map { unsafe UnsafePointer($0) }, count: count)
            return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
        }
    }

    // MARK: - Adding

    /// Adds a copy of the bytes.
    @inlinable package mutating func append(copying bytes: Span<UInt8>) {
        unsafe withRoom(bytes.count) { room in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                if let source = bytes.baseAddress { unsafe room.update(from: source, count: bytes.count) }
            }
        }
    }

    /// Adds one byte.
    @inlinable package mutating func append(_ byte: UInt8) { unsafe withRoom(1) { unsafe $0.pointee = byte } }

    /// Adds the text's bytes.
    @inlinable package mutating func append(_ text: StaticString) {
        unsafe withRoom(text.utf8CodeUnitCount) { room in
            unsafe room.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        }
    }

    /// Has `fill` write so many bytes behind the others.
    @inlinable mutating func withRoom(_ added: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        if added > capacity &- count { grow(added) }
        guard let memory = unsafe memory else { return }
        unsafe fill(memory + count)
        count &+= added
    }

    /// To at least twice the memory, so that each byte moves once on average.
    @usableFromInline mutating func grow(_ added: Int) {
        capacity = max(Self.leastCapacity, capacity * 2, count + added)
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        if let memory = unsafe memory {
            unsafe grown.update(from: memory, count: count)
            unsafe memory.deallocate()
        }
        unsafe memory = grown
    }

    // MARK: - Emptying

    /// Drops all bytes and keeps the memory.
    package mutating func removeAll() { count = 0 }

    /// Drops all bytes and gives the memory back.
    package mutating func release() { self = ByteBuffer() }
}

internal import CLinux

/// Bytes that are added at the end and taken from the front, in memory that belongs to the buffer alone.
///
/// What has arrived on a connection and is not used yet, or is to be sent. Room is not filled with zeros before it is
/// used, taking bytes from the front moves none, and an empty buffer holds no memory until something is added. The
/// spans that it hands out end before it changes: the compiler sees to that. Any one thread at a time.
@usableFromInline @safe package struct ByteBuffer: ~Copyable, @unchecked Sendable {
    // Unchecked for the pointer only: it goes with the buffer, and nothing else has it.

    @usableFromInline var memory: UnsafeMutablePointer<UInt8>?
    /// How many bytes `memory` has room for.
    @usableFromInline package private(set) var capacity = 0
    @usableFromInline var start = 0
    @usableFromInline var end = 0

    /// Without memory.
    package init() { unsafe memory = nil }

    deinit { if let memory = unsafe memory { unsafe ByteMemory.free(memory, capacity) } }

    /// How many bytes there are.
    @inlinable package var count: Int { end &- start }

    @inlinable package var isEmpty: Bool { start == end }

    /// The bytes, the oldest first.
    @inlinable package var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe UnsafeBufferPointer(start: memory.map { unsafe UnsafePointer($0 + start) }, count: count)
            return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
        }
    }

    /// Hands the bytes to `body`. A span of a buffer that is a property of a class is to be had in this way alone.
    @inlinable package borrowing func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result { try body(span) }

    // MARK: - Adding

    /// Adds a copy of the bytes.
    @inlinable package mutating func append(copying bytes: Span<UInt8>) {
        unsafe withRoom(bytes.count) { room in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                if let source = bytes.baseAddress { unsafe room.update(from: source, count: bytes.count) }
            }
            return bytes.count
        }
    }

    /// Adds one byte.
    @inlinable package mutating func append(_ byte: UInt8) {
        unsafe withRoom(1) { room in
            unsafe room.pointee = byte
            return 1
        }
    }

    /// Adds the text's bytes.
    @inlinable package mutating func append(_ text: StaticString) {
        unsafe withRoom(text.utf8CodeUnitCount) { room in
            unsafe room.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
            return text.utf8CodeUnitCount
        }
    }

    /// Adds what `initializer` writes.
    /// - Parameter count: how many bytes at most.
    @inlinable package mutating func append<Failure: Error>(
        addingCapacity count: Int, initializingWith initializer: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        reserve(count)
        guard let memory = unsafe memory else { return }
        let room = unsafe UnsafeMutableBufferPointer(start: memory + end, count: count)
        var output = unsafe OutputSpan(buffer: room, initializedCount: 0)
        // What was written before an error stays, as with arrays. The end of `output` does nothing to plain bytes.
        defer { end &+= output.count }
        try initializer(&output)
    }

    /// Makes room for so many more bytes, so that adding them allocates nothing.
    @inlinable package mutating func reserve(_ count: Int) {
        if count > capacity &- end { makeRoom(count) }
    }

    /// Lets `fill` write up to `count` bytes behind the others; it answers how many it wrote.
    @inlinable mutating func withRoom(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(count)
        guard let memory = unsafe memory else { return }
        let written = unsafe fill(memory + end)
        precondition(written >= 0 && written <= count, "more was written than there was room")
        end &+= written
    }

    /// By moving the bytes to the front when at least half of the memory is free there, else by taking more memory:
    /// each byte moves once on average.
    @usableFromInline mutating func makeRoom(_ extra: Int) {
        let count = self.count
        let wanted = count + extra
        if let memory = unsafe memory, wanted <= capacity, start >= capacity / 2 {
            unsafe memory.update(from: memory + start, count: count)
        } else {
            let (grown, grownCapacity) = unsafe ByteMemory.allocate(max(wanted, isEmpty ? 0 : capacity * 2))
            if let memory = unsafe memory {
                unsafe grown.update(from: memory + start, count: count)
                unsafe ByteMemory.free(memory, capacity)
            }
            unsafe memory = grown
            capacity = grownCapacity
        }
        start = 0
        end = count
    }

    // MARK: - Taking

    /// Takes so many bytes off the front. The memory stays, for what comes next.
    @inlinable package mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count, "there are not so many bytes")
        start &+= count
        if start == end { (start, end) = (0, 0) }
    }

    /// Takes bytes off the end, down to so many.
    package mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count, "there are not so many bytes")
        end = start &+ count
    }

    /// Takes all bytes.
    package mutating func removeAll() { (start, end) = (0, 0) }

    /// Drops all bytes and gives the memory back.
    package mutating func release() { self = ByteBuffer() }

    // MARK: - Pools

    /// Takes memory over; the buffer must have none.
    mutating func adopt(_ memory: UnsafeMutablePointer<UInt8>, capacity: Int) {
        precondition(self.capacity == 0, "a buffer has one piece of memory")
        unsafe self.memory = unsafe memory
        self.capacity = capacity
    }

    /// Drops all bytes and hands the memory over.
    mutating func surrender() -> UnsafeMutablePointer<UInt8>? {
        defer {
            unsafe memory = nil
            (capacity, start, end) = (0, 0, 0)
        }
        return unsafe memory
    }
}

/// Where the memory of buffers comes from: small pieces from the heap; large ones straight from the kernel, so that it
/// has them back when they are freed, whatever the heap keeps.
enum ByteMemory {
    /// A piece from this size on is the kernel's; in bytes.
    private static let mappedFrom = 128 << 10
    private static let pageBytes = 4096
    private static let smallest = 64

    /// At least so many bytes, not initialised, and how many it is.
    static func allocate(_ wanted: Int) -> (UnsafeMutablePointer<UInt8>, Int) {
        guard wanted >= mappedFrom else {
            let capacity = max(smallest, wanted)
            return (.allocate(capacity: capacity), capacity)
        }
        let capacity = (wanted + pageBytes - 1) & ~(pageBytes - 1)
        guard let memory = unsafe clinux_map_memory(capacity) else {
            // As when the heap has no more.
            preconditionFailure("out of memory")
        }
        return unsafe (memory.assumingMemoryBound(to: UInt8.self), capacity)
    }

    /// A size of which the heap gives exactly so many bytes.
    static func checkedPiece(_ bytes: Int) -> Int {
        precondition(bytes >= smallest && bytes < mappedFrom, "a pool is of pieces of the heap")
        return bytes
    }

    /// - Parameter capacity: as `allocate` said.
    static func free(_ memory: UnsafeMutablePointer<UInt8>, _ capacity: Int) {
        if capacity >= mappedFrom {
            unsafe munmap(memory, capacity)
        } else {
            unsafe memory.deallocate()
        }
    }
}

import Synchronization

/// A fixed number of 64-bit words that all threads may change at once; all are 0 at first.
@safe package final class AtomicWords: @unchecked Sendable {
    /// Each word is atomic, and the pointer never changes.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    package let count: Int

    /// - Parameter count: at least 1.
    package init(count: Int) {
        precondition(count > 0, "there are no empty tables")
        self.count = count
        // A line of the processor's cache holds words 0 to 7, 8 to 15, and so on.
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Atomic<UInt64>>.stride, alignment: 64)
        unsafe words = unsafe memory.bindMemory(to: Atomic<UInt64>.self, capacity: count)
        for index in 0..<count { unsafe (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe words.deinitialize(count: count)
        unsafe UnsafeMutableRawPointer(words).deallocate()
    }

    /// - Parameter index: 0 to `count - 1`.
    package func load(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        return unsafe words[index].load(ordering: .acquiring)
    }

    /// Puts `new` in the place of `old`, unless something else is there by now.
    /// - Returns: whether it was put there.
    package func exchange(_ index: Int, _ old: UInt64, for new: UInt64) -> Bool {
        precondition(index >= 0 && index < count)
        return unsafe words[index].compareExchange(
            expected: old, desired: new, ordering: .sequentiallyConsistent
        ).exchanged
    }
}
